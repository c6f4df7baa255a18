// Prints a line with println.
package main

func main() { println("hi") }
