# signature: proxy_not_usable
# says: the environment names a proxy, and nobody listens there
cat > main.go <<'END'
package main

import (
	"log"
	"net/http"
)

func main() {
	_, err := http.Get("https://example.com/")
	log.Fatal(err)
}
END
CGO_ENABLED=0 go build -o app main.go
HTTPS_PROXY=http://127.0.0.1:1 NO_PROXY= no_proxy= ./app
