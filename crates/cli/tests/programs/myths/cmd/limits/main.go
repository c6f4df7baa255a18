// Says how many files it may open, and how many its child may.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		panic(err)
	}
	fmt.Println("in the program:", files.Cur, files.Max)
	child := exec.Command("sh", "-c", "echo in its child: $(ulimit -Sn)")
	child.Stdout = os.Stdout
	if err := child.Run(); err != nil {
		panic(err)
	}
}
