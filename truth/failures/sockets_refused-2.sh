# signature: sockets_refused
# says: a unit allows only local sockets (a filter answers so)
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.Dial("tcp4", "127.0.0.1:9")
	panic(err)
}
END
gcc -DCALL=SYS_socket -DANSWER='SECCOMP_RET_ERRNO|97' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
