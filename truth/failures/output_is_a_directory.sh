# signature: output_is_a_directory
# says: a directory has the name that the program would get
printf 'module example.com/app\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
mkdir app && touch app/x
go build .
