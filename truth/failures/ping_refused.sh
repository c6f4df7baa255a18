# signature: ping_refused
# says: a raw socket is opened without the right to
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.ListenPacket("ip4:icmp", "127.0.0.1")
	panic(err)
}
END
CGO_ENABLED=0 go build -o app main.go
chmod 755 . app
if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --clear-groups --inh-caps=-all ./app; else ./app; fi
