# signature: cache_program_broke_down
# says: GOCACHEPROG is a program that ends at once
# since: Go 1.24
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOCACHEPROG=true go build .
