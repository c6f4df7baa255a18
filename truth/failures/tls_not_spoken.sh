# signature: tls_not_spoken
# says: a client speaks TLS to a server that does not
cat > main.go <<'END'
package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
)

func main() {
	server := httptest.NewServer(http.NotFoundHandler())
	_, err := http.Get(strings.Replace(server.URL, "http:", "https:", 1))
	panic(err)
}
END
go run main.go
