# signature: flags_behind_the_package
# says: -o stands behind the file
printf 'package main\n\nfunc main() {}\n' > main.go
go build main.go -o app
