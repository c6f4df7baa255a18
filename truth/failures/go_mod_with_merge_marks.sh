# signature: go_mod_with_merge_marks
# says: a merge left its marks in go.mod
printf 'module example.com/m\n\n<<<<<<< HEAD\ngo 1.19\n=======\ngo 1.18\n>>>>>>> topic\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build .
