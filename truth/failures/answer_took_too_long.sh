# signature: answer_took_too_long
# says: a server takes the request and does not answer
cat > main.go <<'END'
package main

import (
	"net"
	"net/http"
	"time"
)

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	client := http.Client{Timeout: 100 * time.Millisecond}
	_, err = client.Get("http://" + server.Addr().String())
	panic(err)
}
END
go run main.go
