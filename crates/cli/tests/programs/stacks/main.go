// Makes a call that is refused, a few functions below main.
package main

import (
	"fmt"
	"syscall"
)

//go:noinline
func inner(where string) error {
	return syscall.Mount("none", where, "none", 0, "")
}

//go:noinline
func outer(where string) error {
	err := inner(where)
	return fmt.Errorf("outer: %w", err)
}

func main() {
	done := make(chan error)
	go func() { done <- outer("/nowhere") }()
	fmt.Println(<-done, outer("/nowhere"))
}
