//go:build cgo

package main

// static int zero(void) { return 0; }
import "C"

func zero() int { return int(C.zero()) }
