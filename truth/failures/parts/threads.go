// A program that starts threads, and waits a moment for what becomes of them.
package main

import (
	"runtime"
	"time"
)

func main() {
	for range make([]int, 4) {
		go func() {
			runtime.LockOSThread()
			select {}
		}()
	}
	time.Sleep(100 * time.Millisecond)
}
