# signature: module_path_not_guessed
# says: go mod init without a path
printf 'package main\n\nfunc main() {}\n' > main.go
go mod init
