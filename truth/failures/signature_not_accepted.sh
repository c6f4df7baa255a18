# signature: signature_not_accepted
# says: a certificate is signed with SHA-1
cat > main.go <<'END'
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"time"
)

func main() {
	key, _ := rsa.GenerateKey(rand.Reader, 2048)
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now, NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	bytes, _ := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	made, _ := x509.ParseCertificate(bytes)
	made.SignatureAlgorithm = x509.SHA1WithRSA
	panic(made.CheckSignatureFrom(made))
}
END
go run main.go
