# signature: nobody_listens
# says: a connection goes to a port on which nobody listens
cat > main.go <<'END'
package main

import "net"

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server.Close()
	_, err = net.Dial("tcp", server.Addr().String())
	panic(err)
}
END
go run main.go
