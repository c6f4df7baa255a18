# signature: workspace_is_empty
# says: a go.work without a use line
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
printf 'go 1.19\n' > go.work
go build .
