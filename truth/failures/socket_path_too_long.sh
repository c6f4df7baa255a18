# signature: socket_path_too_long
# says: a socket is to have a longer path than the kernel keeps
cat > main.go <<'END'
package main

import (
	"net"
	"strings"
)

func main() {
	_, err := net.Listen("unix", "/tmp/"+strings.Repeat("a", 110)+".sock")
	panic(err)
}
END
go run main.go
