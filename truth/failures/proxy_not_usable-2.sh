# signature: proxy_not_usable
# says: the environment names a proxy by https://, and the proxy speaks plain HTTP
cat > main.go <<'END'
package main

import (
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go http.Serve(listener, http.NotFoundHandler())
	os.Setenv("HTTPS_PROXY", "https://"+listener.Addr().String())
	_, err = http.Get("https://example.com/")
	log.Fatal(err)
}
END
CGO_ENABLED=0 go build -o app main.go
env -u NO_PROXY -u no_proxy ./app
