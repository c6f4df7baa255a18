# signature: network_not_reachable
# says: a program dials out of a network that leads nowhere
cat > main.go <<'END'
package main

import (
	"log"
	"net"
)

func main() {
	_, err := net.Dial("tcp", "192.0.2.1:443")
	log.Fatal(err)
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -rn ./app
