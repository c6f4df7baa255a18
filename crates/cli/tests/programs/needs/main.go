// needs does one thing that reads a file of the machine, and says how it went.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/user"
	"time"
)

func main() {
	var err error
	switch os.Args[1] {
	case "authority":
		err = authority()
	case "no_ca_certificates":
		err = client()
	case "no_time_zones":
		_, err = time.LoadLocation("Asia/Shanghai")
	case "no_user_database":
		_, err = user.Lookup("daemon")
	case "no_temporary_directory":
		_, err = os.CreateTemp("", "needs")
	case "no_resolver_config":
		_, err = net.LookupHost("landfall.invalid")
	case "user_source_not_asked":
		_, err = user.Lookup("alice")
	case "host_source_not_asked":
		_, err = net.LookupHost("vm1.invalid")
	}
	fmt.Println(os.Args[1], err)
}

// authority writes a certificate that signs itself, and its key.
func authority() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	certificate := x509.Certificate{
		SerialNumber:          big.NewInt(1),
		DNSNames:              []string{"landfall.invalid"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, &certificate, &certificate, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile("authority.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		return err
	}
	return os.WriteFile("authority.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600)
}

// client talks TLS to a server of its own, whose certificate it has to verify.
func client() error {
	pair, err := tls.LoadX509KeyPair("/server.pem", "/server.key")
	if err != nil {
		return err
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		return err
	}
	go func() {
		if server, err := listener.Accept(); err == nil {
			server.(*tls.Conn).Handshake()
		}
	}()
	client, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{ServerName: "landfall.invalid"})
	if err != nil {
		return err
	}
	return client.Close()
}
