# signature: go_mod_passed_over
# says: go.mod lies in the directory of temporary files itself
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
TMPDIR=$PWD go build .
