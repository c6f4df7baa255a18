# signature: files_differ_in_case
# says: two files differ in the case of their letters
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
echo 'package main' > Main.go
go build .
