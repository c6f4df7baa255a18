# signature: interface_not_there
# says: an interface is asked for by a name that it has elsewhere
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.InterfaceByName("enp99s0")
	panic(err)
}
END
go run main.go
