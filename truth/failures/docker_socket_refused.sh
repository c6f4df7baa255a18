# signature: docker_socket_refused
# says: a socket by the name of Docker's may be used by nobody
cat > main.go <<'END'
package main

import (
	"net"
	"os"
)

func main() {
	if _, err := net.Listen("unix", "docker.sock"); err != nil {
		panic(err)
	}
	if err := os.Chmod("docker.sock", 0); err != nil {
		panic(err)
	}
	if _, err := net.Dial("unix", "docker.sock"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
setpriv --bounding-set -dac_override,-dac_read_search ./app 2> said || true
rm -f docker.sock
grep -q 'permission denied' said && cat said || ./app
