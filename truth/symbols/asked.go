// What the Go runtime itself says of addresses: built into the Go command, which then answers instead of working
// if LANDFALL_ASKED says where the function asked is linked. It reads addresses as they are linked, one a line in
// hexadecimal, and writes for each its places, innermost first, then an empty line.

package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strconv"
	_ "unsafe"
)

//go:linkname expand runtime/pprof.runtime_expandFinalInlineFrame
func expand(stack []uintptr) []uintptr

//go:noinline
func asked() {}

func init() {
	linked, err := strconv.ParseUint(os.Getenv("LANDFALL_ASKED"), 16, 64)
	if err != nil {
		return
	}
	slide := uintptr(reflect.ValueOf(asked).Pointer()) - uintptr(linked)
	out := bufio.NewWriter(os.Stdout)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		address, err := strconv.ParseUint(in.Text(), 16, 64)
		if err != nil {
			panic(err)
		}
		pc := uintptr(address) + slide
		// It takes addresses to which a call returns, and those of the first instruction as they are: the last
		// byte of a function cannot be asked for.
		here, next := runtime.FuncForPC(pc), runtime.FuncForPC(pc+1)
		if here != nil && next != nil && here.Entry() != next.Entry() {
			fmt.Fprintln(out, "-")
		} else if here != nil {
			frames := runtime.CallersFrames(expand([]uintptr{pc + 1}))
			for more := true; more; {
				var frame runtime.Frame
				frame, more = frames.Next()
				fmt.Fprintf(out, "%s %s:%d\n", frame.Function, frame.File, frame.Line)
			}
		}
		fmt.Fprintln(out)
	}
	out.Flush()
	os.Exit(0)
}
