# signature: server_name_not_served
# says: a server has no certificate for the name that is asked for
cat > main.go <<'END'
package main

import (
	"crypto/tls"
	"net"
)

func main() {
	client, server := net.Pipe()
	go tls.Server(server, &tls.Config{
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil },
	}).Handshake()
	panic(tls.Client(client, &tls.Config{ServerName: "other.test"}).Handshake())
}
END
go run main.go
