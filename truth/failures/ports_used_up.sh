# signature: ports_used_up
# says: every port for outgoing connections is in use
cat > main.go <<'END'
package main

import "net"

var kept []net.Conn

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	for {
		connection, err := net.Dial("tcp", server.Addr().String())
		if err != nil {
			panic(err)
		}
		kept = append(kept, connection)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -r -n sh -c 'ip link set lo up && echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range && ./app'
