// Crashes in C in the way that its first argument names.
package main

/*
#cgo CFLAGS: -O1 -g -fstack-protector-all
#include <stdlib.h>
#include <string.h>
#include <signal.h>

struct node { struct node *next; int value; };

__attribute__((noinline)) static int deep(struct node *n) { return n->next->value; }
static int segfault(void) { struct node n = { 0 }; return deep(&n); }
static void stop(void) { abort(); }
static void trap(void) { __builtin_trap(); }
static int divide(int a, int b) { volatile int x = b; return a / x; }
static void freed(void) { char *volatile p = malloc(64); free(p); free(p); }
static void smash(int n) { volatile char b[8]; for (int i = 0; i < n; i++) b[i] = 1; }
static void keep(void *p) { (void)p; }

extern void goBack(int);
static void around(int n) { goBack(n); }
*/
import "C"

import (
	"os"
	"unsafe"
)

type holder struct{ p *int }

//export goBack
func goBack(n C.int) { fail(int(n)) }

//go:noinline
func fail(n int) { var h *holder; *h.p = n }

//go:noinline
func segfault() { C.segfault() }

//go:noinline
func stop() { C.stop() }

//go:noinline
func trap() { C.trap() }

//go:noinline
func divide() { C.divide(1, 0) }

//go:noinline
func freed() { C.freed() }

//go:noinline
func smash() { C.smash(40) }

//go:noinline
func callback() { C.around(3) }

//go:noinline
func pointers() { C.keep(unsafe.Pointer(&holder{new(int)})) }

func main() {
	switch os.Args[1] {
	case "segfault":
		segfault()
	case "stop":
		stop()
	case "trap":
		trap()
	case "divide":
		divide()
	case "freed":
		freed()
	case "smash":
		smash()
	case "callback":
		callback()
	case "pointers":
		pointers()
	}
}
