# signature: address_space_too_small
# says: the address space is limited to 400 MB
cat > main.go <<'END'
package main

func main() {
	println("here")
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -v 400000
./app
