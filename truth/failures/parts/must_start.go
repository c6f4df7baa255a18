// A program that starts another, and panics if that fails.
package main

import "os/exec"

func main() {
	if err := exec.Command("/bin/true").Run(); err != nil {
		panic(err)
	}
}
