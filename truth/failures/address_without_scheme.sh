# signature: address_without_scheme
# says: the variable with the address is not set
cat > main.go <<'END'
package main

import (
	"net/http"
	"os"
)

func main() {
	_, err := http.Get(os.Getenv("NO_SUCH_ADDRESS") + "/health")
	panic(err)
}
END
go run main.go
