# signature: system_call_not_on_platform
# says: syscall.Statfs_t is not there on Windows
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nimport "syscall"\n\nvar s syscall.Statfs_t\n\nfunc main() { _ = s }\n' > main.go
GOOS=windows go build .
