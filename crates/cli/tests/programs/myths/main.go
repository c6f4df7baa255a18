// Starts another program and says what came of it.
package main

import (
	"fmt"
	"net"
	"os/exec"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		err = listener.Close()
	}
	fmt.Println(err)
	fmt.Println(exec.Command("true").Run())
}
