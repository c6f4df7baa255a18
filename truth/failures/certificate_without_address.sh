# signature: certificate_without_address
# says: a server is called by an address that its certificate does not have
cp "$PARTS/certificate.go" .
cat > main.go <<'END'
package main

import "crypto/x509"

func main() {
	panic(serve(&x509.Certificate{DNSNames: []string{"db.test"}}, "10.0.0.5"))
}
END
go run main.go certificate.go
