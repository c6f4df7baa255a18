# signature: too_many_open_files
# says: a server has as many connections as it may have files
cat > main.go <<'END'
package main

import (
	"net"
	"net/http"
	"time"
)

var kept []net.Conn

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(server, nil)
	for range make([]int, 40) {
		connection, err := net.Dial("tcp", server.Addr().String())
		if err != nil {
			println(err.Error())
			break
		}
		kept = append(kept, connection)
	}
	time.Sleep(50 * time.Millisecond)
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -n 50
./app
