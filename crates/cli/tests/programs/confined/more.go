//go:build more

package main

import "syscall"

// The program as it is after somebody got more code into it.
func try() syscall.Errno {
	_, _, errno := syscall.RawSyscall(syscall.SYS_GETPPID, 0, 0, 0)
	return errno
}
