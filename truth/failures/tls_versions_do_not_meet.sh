# signature: tls_versions_do_not_meet
# says: a server speaks TLS 1.3 alone and a client at most 1.2
cat > main.go <<'END'
package main

import "crypto/tls"

func main() {
	server, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		MinVersion:     tls.VersionTLS13,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil },
	})
	if err != nil {
		panic(err)
	}
	go func() {
		if connection, err := server.Accept(); err == nil {
			connection.(*tls.Conn).Handshake()
		}
	}()
	_, err = tls.Dial("tcp", server.Addr().String(), &tls.Config{ServerName: "db.test", MaxVersion: tls.VersionTLS12})
	panic(err)
}
END
go run main.go
