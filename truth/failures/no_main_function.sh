# signature: no_main_function
# says: a program without main
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc Main() {}\n' > main.go
go build .
