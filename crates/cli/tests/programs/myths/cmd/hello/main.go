// Prints a line with fmt.
package main

import "fmt"

func main() { fmt.Println("hello") }
