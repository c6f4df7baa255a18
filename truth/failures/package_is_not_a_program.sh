# signature: package_is_not_a_program
# says: go run at the root of a library
printf 'module example.com/m\n\ngo 1.21\n' > go.mod
printf 'package m\n' > m.go
go run .
