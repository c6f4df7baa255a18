# signature: fuse_not_there
# says: a program mounts by FUSE, and its helper is not on the PATH
cat > main.go <<'END'
package main

import (
	"log"
	"os/exec"
)

func main() {
	if _, err := exec.LookPath("fusermount3"); err != nil {
		log.Fatalf("failed to mount FUSE fs: fusermount: %v", err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
mkdir empty
PATH=$PWD/empty ./app
