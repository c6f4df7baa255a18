# signature: go_file_with_merge_marks
# says: a merge left its marks in main.go
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {\n<<<<<<< HEAD\n\tprintln(1)\n=======\n\tprintln(2)\n>>>>>>> topic\n}\n' > main.go
go build .
