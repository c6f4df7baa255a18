# signature: install_directory_relative
# says: GOBIN is a relative path
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOBIN=bin go install .
