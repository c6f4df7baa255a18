// A program with 64 threads that were there before its filter, and one that comes later.
package main

import (
	"fmt"
	"runtime"
	"syscall"

	"example.com/confined/early"
	_ "example.com/confined/seccomp"
)

func main() {
	counts := map[syscall.Errno]int{}
	for _, errno := range early.All(try) {
		counts[errno]++
	}
	late := make(chan syscall.Errno)
	go func() {
		runtime.LockOSThread()
		late <- try()
	}()
	counts[<-late]++
	for errno, count := range counts {
		fmt.Println(count, "threads:", int(errno))
	}
}
