# signature: address_without_port
# says: a bare number stands where an address with a port is wanted
cat > main.go <<'END'
package main

import (
	"log"
	"net/http"
)

func main() {
	log.Fatal(http.ListenAndServe("8080", nil))
}
END
go run main.go
