// A program of cgo that brings its C with it.
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
