# signature: certificate_for_another_purpose
# says: a certificate for clients is shown by a server
cp "$PARTS/certificate.go" .
cat > main.go <<'END'
package main

import "crypto/x509"

func main() {
	panic(serve(&x509.Certificate{
		DNSNames: []string{"db.test"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, "db.test"))
}
END
go run main.go certificate.go
