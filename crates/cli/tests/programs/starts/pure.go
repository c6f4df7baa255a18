//go:build !cgo

package main

func zero() int { return 0 }
