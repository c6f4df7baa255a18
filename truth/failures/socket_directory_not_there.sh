# signature: socket_directory_not_there
# says: a socket is to be made in a directory that nobody made
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.Listen("unix", "run/app/app.sock")
	panic(err)
}
END
go run main.go
