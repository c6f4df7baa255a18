// Package early has busy threads before package seccomp is initialised: packages are initialised in the order of
// their paths (Go 1.21).
package early

import (
	"runtime"
	"sync"
	"syscall"
)

// Threads is how many there are.
const Threads = 64

var (
	now   = make(chan struct{})
	begun sync.WaitGroup
	done  sync.WaitGroup
	ids   [Threads]int
	errs  [Threads]syscall.Errno
	try   func() syscall.Errno
)

func init() {
	begun.Add(Threads)
	done.Add(Threads)
	for i := range ids {
		go func(i int) {
			runtime.LockOSThread()
			defer done.Done()
			ids[i] = syscall.Gettid()
			begun.Done()
			<-now
			errs[i] = try()
		}(i)
	}
	begun.Wait()
}

// All lets every one of these threads try, and gives what each was answered.
func All(what func() syscall.Errno) map[int]syscall.Errno {
	try = what
	close(now)
	done.Wait()
	told := map[int]syscall.Errno{}
	for i, id := range ids {
		told[id] = errs[i]
	}
	return told
}
