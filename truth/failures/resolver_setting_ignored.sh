# signature: resolver_setting_ignored
# says: a program without cgo is told to ask the resolver of C
cat > main.go <<'END'
package main

import "net"

func main() {
	net.LookupHost("localhost")
}
END
CGO_ENABLED=0 go build -o app main.go
GODEBUG=netdns=cgo+1 ./app
