// A program that listens at a port.
package main

import "net"

func main() {
	_, err := net.Listen("tcp", "127.0.0.1:0")
	panic(err)
}
