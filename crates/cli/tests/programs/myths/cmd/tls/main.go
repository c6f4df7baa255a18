// Speaks TLS with itself, by defaults, and says which version both agreed on.
package main

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
)

func main() {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		panic(err)
	}
	fmt.Println(tls.VersionName(answer.TLS.Version), err)
}
