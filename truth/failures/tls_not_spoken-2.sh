# signature: tls_not_spoken
# says: TLS meets a server of another kind
cat > main.go <<'END'
package main

import (
	"crypto/tls"
	"net"
)

func main() {
	here, there := net.Pipe()
	go there.Write([]byte("SSH-2.0-OpenSSH_9.2p1 and more"))
	go there.Read(make([]byte, 4096))
	panic(tls.Client(here, &tls.Config{ServerName: "db.test"}).Handshake())
}
END
go run main.go
