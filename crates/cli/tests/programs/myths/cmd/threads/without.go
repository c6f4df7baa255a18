//go:build !cgo

package main

func ofC() string { return "" }
