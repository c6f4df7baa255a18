// Asks for its parent from many threads at once, as often as it is told.
package main

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
)

func main() {
	threads, _ := strconv.Atoi(os.Args[1])
	times, _ := strconv.Atoi(os.Args[2])
	var all sync.WaitGroup
	for i := 0; i < threads; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			runtime.LockOSThread()
			for j := 0; j < times; j++ {
				syscall.Getppid()
			}
		}()
	}
	all.Wait()
}
