# signature: go_line_not_understood
# says: the go line is no version
printf 'module example.com/m\n\ngo 1.x\n' > go.mod
printf 'package m\n' > m.go
go build .
