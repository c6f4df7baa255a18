//go:build cgo

package main

// static int one(void) { return 1; }
import "C"
import "strconv"

func ofC() string { return " " + strconv.Itoa(int(C.one())) }
