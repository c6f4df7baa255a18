# signature: address_not_of_this_machine
# says: a server wants an address that this machine does not have
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.Listen("tcp", "192.0.2.1:8080")
	panic(err)
}
END
go run main.go
