# signature: tls_greeting_lost
# says: a box on the way closes the connection when it sees how TLS begins
cat > main.go <<'END'
package main

import (
	"crypto/tls"
	"log"
	"net"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			if one, err := listener.Accept(); err == nil {
				one.Read(make([]byte, 16384))
				one.Close()
			}
		}
	}()
	_, err = tls.Dial("tcp", listener.Addr().String(), nil)
	log.Fatalf("TLS handshake failed: %v", err)
}
END
CGO_ENABLED=0 go build -o app main.go
./app
