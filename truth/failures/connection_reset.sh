# signature: connection_reset
# says: the other side breaks the connection off
cat > main.go <<'END'
package main

import "net"

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		client, err := server.Accept()
		if err != nil {
			panic(err)
		}
		client.Read(make([]byte, 1))
		client.(*net.TCPConn).SetLinger(0)
		client.Close()
	}()
	connection, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		panic(err)
	}
	connection.Write([]byte("x"))
	_, err = connection.Read(make([]byte, 1))
	panic(err)
}
END
go run main.go
