# signature: settings_of_start_not_accepted
# says: a child is to get a terminal under a number that only the parent knows
mkdir app && cd app || exit
cat > go.mod <<'M'
module example.com/app
go 1.19
M
cat > main.go <<'M'
package main

import (
	"log"
	"os/exec"
	"syscall"
)

func main() {
	cmd := exec.Command("/bin/sh", "-c", "true")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 77}
	if err := cmd.Run(); err != nil {
		log.Fatal(err)
	}
}
M
go build -o app . && ./app
