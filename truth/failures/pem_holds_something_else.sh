# signature: pem_holds_something_else
# says: the file of the certificate is empty
: > tls.crt
: > tls.key
cat > main.go <<'END'
package main

import (
	"log"
	"net/http"
)

func main() {
	log.Fatal(http.ListenAndServeTLS("127.0.0.1:0", "tls.crt", "tls.key", nil))
}
END
go run main.go
