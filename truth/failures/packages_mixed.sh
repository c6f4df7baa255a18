# signature: packages_mixed
# says: two packages in one directory
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package a\n' > a.go
printf 'package b\n' > b.go
go build .
