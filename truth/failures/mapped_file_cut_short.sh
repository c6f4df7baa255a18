# signature: mapped_file_cut_short
# says: a mapped file is cut to nothing before it is read
cat > main.go <<'END'
package main

import (
	"os"
	"syscall"
)

func main() {
	file, _ := os.Create("data")
	file.Truncate(8192)
	mapped, err := syscall.Mmap(int(file.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	file.Truncate(0)
	println(mapped[4096])
}
END
go run main.go
