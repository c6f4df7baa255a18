# signature: address_space_too_small
# says: the address space is limited to 400 MB
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
CGO_ENABLED=0 go build -o app main.go
ulimit -v 400000
./app
