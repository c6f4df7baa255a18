# signature: waiting_refused
# says: a filter refuses epoll_pwait
cat > main.go <<'END'
package main

import "net"

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server.Accept()
}
END
gcc -DCALL=SYS_epoll_pwait -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
