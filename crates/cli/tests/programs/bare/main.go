// bare says hello, and needs nothing for it.
package main

func main() { println("hello") }
