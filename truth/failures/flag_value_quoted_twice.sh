# signature: flag_value_quoted_twice
# says: the value of -ldflags comes with its quotation marks
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build "-ldflags='-s -w'" .
