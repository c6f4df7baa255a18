// Locks four threads and starts a child; with cgo, it calls a function of C as well.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println(os.Args[1])
		return
	}
	var all sync.WaitGroup
	for range [4]int{} {
		all.Add(1)
		go func() {
			defer all.Done()
			runtime.LockOSThread()
		}()
	}
	all.Wait()
	child, err := exec.Command("/proc/self/exe", "child").Output()
	if err != nil {
		panic(err)
	}
	fmt.Printf("threads ok%s; exec: %s\n", ofC(), strings.TrimSpace(string(child)))
}
