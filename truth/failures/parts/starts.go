// A program that starts ./app, and tells what came of it.
package main

import (
	"fmt"
	"os/exec"
)

func main() { fmt.Println(exec.Command("./app").Run()) }
