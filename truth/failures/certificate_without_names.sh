# signature: certificate_without_names
# says: a certificate has its name only where nobody looks any more
cp "$PARTS/certificate.go" .
cat > main.go <<'END'
package main

import (
	"crypto/x509"
	"crypto/x509/pkix"
)

func main() {
	panic(serve(&x509.Certificate{Subject: pkix.Name{CommonName: "db.test"}}, "db.test"))
}
END
go run main.go certificate.go
