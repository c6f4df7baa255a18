// A program of cgo whose C is in a library or in a file beside it.
package main

// int one(void);
import "C"

func main() { println(C.one()) }
