# signature: another_protocol_answers
# says: a server answers plain HTTP with a TLS alert
cat > main.go <<'END'
package main

import (
	"net"
	"net/http"
)

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
		client.Read(make([]byte, 1024))
		client.Write([]byte("\x15\x03\x01\x00\x02\x02\x46"))
		client.Close()
	}()
	_, err = http.Get("http://" + server.Addr().String())
	panic(err)
}
END
go run main.go
