# signature: install_of_foreign_platform
# says: GOBIN is set, and the install is for another platform
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOBIN=$PWD/bin GOARCH=arm64 go install .
