//go:build !more

package main

import "syscall"

func try() syscall.Errno {
	return 0
}
