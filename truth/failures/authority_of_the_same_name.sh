# signature: authority_of_the_same_name
# says: the authority was made anew under its old name
cat > main.go <<'END'
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"
)

func authority() (*x509.Certificate, *ecdsa.PrivateKey) {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kubernetes"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(made)
	if err != nil {
		panic(err)
	}
	return certificate, key
}

func main() {
	before, _ := authority()
	today, key := authority()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{"api.test"}, NotAfter: time.Now().Add(time.Hour),
	}
	made, err := x509.CreateCertificate(rand.Reader, template, today, key.Public(), key)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(made)
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(before)
	_, err = certificate.Verify(x509.VerifyOptions{DNSName: "api.test", Roots: roots})
	panic(err)
}
END
go run main.go
