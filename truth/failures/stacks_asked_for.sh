# signature: stacks_asked_for
# says: somebody asks a program for its stacks by SIGQUIT
cat > main.go <<'END'
package main

import (
	"syscall"
	"time"
)

func main() {
	syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
	time.Sleep(time.Second)
}
END
go build -o app main.go
./app
