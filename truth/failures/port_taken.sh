# signature: port_taken
# says: two servers want one port
cat > main.go <<'END'
package main

import "net"

func main() {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	_, err = net.Listen("tcp", first.Addr().String())
	panic(err)
}
END
go run main.go
