# signature: coverage_of_other_sources
# says: a profile of the coverage says two things of one place
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
printf 'mode: set\nexample.com/m/main.go:3.13,3.15 1 0\nexample.com/m/main.go:3.13,3.15 2 0\n' > c.out
go tool cover -func=c.out
