# signature: address_has_too_many_colons
# says: what Kubernetes gives as REDIS_PORT is used as an address
cat > main.go <<'END'
package main

import (
	"net"
	"os"
)

func main() {
	_, err := net.Dial("tcp", os.Getenv("REDIS_PORT"))
	panic(err)
}
END
REDIS_PORT=tcp://10.43.1.1:6379 go run main.go
