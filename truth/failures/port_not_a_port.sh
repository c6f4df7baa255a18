# signature: port_not_a_port
# says: a word stands where the port should be
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.Listen("tcp", "127.0.0.1:no-such-service")
	panic(err)
}
END
CGO_ENABLED=0 go run main.go
