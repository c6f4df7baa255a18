# signature: certificate_out_of_date
# says: a server shows a certificate of last year
cp "$PARTS/certificate.go" .
cat > main.go <<'END'
package main

import (
	"crypto/x509"
	"time"
)

func main() {
	last := time.Now().AddDate(-1, 0, 0)
	panic(serve(&x509.Certificate{DNSNames: []string{"db.test"}, NotBefore: last, NotAfter: last.AddDate(0, 1, 0)}, "db.test"))
}
END
go run main.go certificate.go
