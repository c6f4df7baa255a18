// A program of cgo that calls the C library.
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
