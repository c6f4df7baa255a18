# signature: packet_refused_by_firewall
# says: a filter answers connect as the firewall of the machine does
gcc -DCALL=SYS_connect -DANSWER="SECCOMP_RET_ERRNO|1" -o filter "$PARTS/filter.c"
cat > main.go <<'END'
package main

import "net"

func main() {
	_, err := net.Dial("tcp", "127.0.0.1:9")
	panic(err)
}
END
CGO_ENABLED=0 go build -o app main.go
./filter ./app
