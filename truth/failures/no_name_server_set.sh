# signature: no_name_server_set
# says: a lookup in a root without /etc/hosts and /etc/resolv.conf
cat > main.go <<'END'
package main

import "net"

func main() {
	if _, err := net.LookupHost("localhost"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
mkdir root && mv app root/
if [ "$(id -u)" = 0 ]; then chroot root /app; else unshare -r chroot root /app; fi
