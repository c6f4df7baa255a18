# signature: certificate_authority_not_known
# says: a server shows a certificate that nobody here has signed
cat > main.go <<'END'
package main

import (
	"net/http"
	"net/http/httptest"
)

func main() {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	_, err := http.Get(server.URL)
	panic(err)
}
END
go run main.go
