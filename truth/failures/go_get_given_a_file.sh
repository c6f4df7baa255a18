# signature: go_get_given_a_file
# says: go get main.go
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go get main.go
