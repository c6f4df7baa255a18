// Calls one function of C.
package main

// static int two(void) { return 2; }
import "C"
import "fmt"

func main() { fmt.Println(C.two()) }
