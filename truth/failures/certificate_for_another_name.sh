# signature: certificate_for_another_name
# says: a server is called by a name that its certificate does not have
cat > main.go <<'END'
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"time"
)

// serve shows what the template says, to a client that trusts its signer.
func serve(template *x509.Certificate, name string) error {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template.SerialNumber = big.NewInt(1)
	bytes, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	made, _ := x509.ParseCertificate(bytes)
	known := x509.NewCertPool()
	known.AddCert(made)
	server, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{bytes}, PrivateKey: key}}})
	if err != nil {
		return err
	}
	go func() {
		if connection, err := server.Accept(); err == nil {
			connection.(*tls.Conn).Handshake()
		}
	}()
	_, err = tls.Dial("tcp", server.Addr().String(), &tls.Config{RootCAs: known, ServerName: name})
	return err
}

func main() {
	now := time.Now()
	panic(serve(&x509.Certificate{DNSNames: []string{"db.test"}, NotBefore: now, NotAfter: now.AddDate(0, 1, 0)}, "db-2.test"))
}
END
go run main.go
