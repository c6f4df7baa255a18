# signature: build_mode_not_on_platform
# says: a plugin for Windows
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOOS=windows GOARCH=386 go build -buildmode=plugin .
