# signature: call_not_in_kernel
# says: the program makes a system call under a number that this kernel has not given away
cat > main.go <<'END'
package main

import (
	"log"
	"os"
	"syscall"
)

func main() {
	if _, _, errno := syscall.Syscall(999, 0, 0, 0); errno != 0 {
		log.Fatal(os.NewSyscallError("call_of_tomorrow", errno))
	}
}
END
go run main.go
