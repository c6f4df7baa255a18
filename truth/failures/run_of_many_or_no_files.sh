# signature: run_of_many_or_no_files
# says: go run of all files, tests too
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
cp main.go main_test.go
go run *.go
