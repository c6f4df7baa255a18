# signature: certificate_for_another_name
# says: a server is called by a name that its certificate does not have
cp "$PARTS/certificate.go" .
cat > main.go <<'END'
package main

import "crypto/x509"

func main() {
	panic(serve(&x509.Certificate{DNSNames: []string{"db.test"}}, "db-2.test"))
}
END
go run main.go certificate.go
