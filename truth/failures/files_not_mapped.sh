# signature: files_not_mapped
# says: more is mapped at once than a process has addresses for
cat > main.go <<'END'
package main

import (
	"log"
	"os"
	"syscall"
)

func main() {
	file, err := os.Create("data")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := syscall.Mmap(int(file.Fd()), 0, 1<<48, syscall.PROT_READ, syscall.MAP_SHARED); err != nil {
		log.Fatal(os.NewSyscallError("mmap", err))
	}
}
END
go run main.go
