// A server with a certificate, and a client that calls it by a name.
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

// serve shows what the template says, to a client that trusts its signer. It is in force where the template does not say when.
func serve(template *x509.Certificate, name string) error {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template.SerialNumber = big.NewInt(1)
	if template.NotAfter.IsZero() {
		template.NotBefore = time.Now()
		template.NotAfter = template.NotBefore.AddDate(0, 1, 0)
	}
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
