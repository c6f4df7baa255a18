# signature: install_outside_gopath
# says: go install without modules, outside of GOPATH
printf 'package main\n\nfunc main() {}\n' > main.go
GO111MODULE=off go install .
