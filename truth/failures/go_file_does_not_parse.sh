# signature: go_file_does_not_parse
# says: the last line of a list has no comma
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nvar x = []int{\n\t1,\n\t2\n}\n' > m.go
go build .
