// Looks up a host and users: what it uses is in C where cgo is on.
package main

import (
	"fmt"
	"net"
	"os"
	"os/user"
)

func main() {
	addresses, err := net.LookupIP(os.Args[1])
	fmt.Println("LookupIP:", addresses, err)
	current, err := user.Current()
	fmt.Println("Current:", current, err)
	nobody, err := user.LookupId("99999")
	fmt.Println("LookupId 99999:", nobody, err)
}
