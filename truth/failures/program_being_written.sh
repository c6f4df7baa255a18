# signature: program_being_written
# says: a program is started while it is written
cat > main.go <<'END'
package main

import (
	"os"
	"os/exec"
)

func main() {
	text, _ := os.ReadFile("/proc/self/exe")
	os.WriteFile("copy", text, 0o755)
	file, _ := os.OpenFile("copy", os.O_WRONLY, 0)
	defer file.Close()
	panic(exec.Command("./copy").Run())
}
END
go run main.go
