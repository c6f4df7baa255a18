# signature: client_certificate_wanted
# says: a server asks for a certificate that the client does not have
cat > main.go <<'END'
package main

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
)

func main() {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	_, err := server.Client().Get(server.URL)
	panic(err)
}
END
go run main.go
