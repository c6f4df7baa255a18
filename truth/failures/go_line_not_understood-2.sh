# signature: go_line_not_understood
# says: the go line is written as a tag
printf 'module example.com/m\n\ngo v1.21\n' > go.mod
printf 'package m\n' > m.go
go build .
