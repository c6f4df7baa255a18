# signature: flag_not_known
# says: a flag that go build does not have
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
go build --static .
