# signature: build_mode_not_on_platform
# says: PIE for mips, and a mode that is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOOS=linux GOARCH=mips go build -buildmode=pie .
go build -buildmode=bogus .
