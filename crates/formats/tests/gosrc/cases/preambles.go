//go:build (linux || darwin) && cgo && !(arm || wasm)
// +build linux darwin

// Where the C code of an import stands, and which comments are directives.
package cases /* of
the package */ // and a line
// not a preamble: a blank line follows

import "C"

// Not this one.

/* but this */ // and this
//	#cgo CFLAGS: -DONE=1 -I. -I inc -I/usr/include -L ../lib
// #cgo	linux,amd64 !windows LDFLAGS: -lm "-L${SRCDIR}/lib x" -Wl,-rpath,'$ORIGIN'
// #cgo pkg-config: zlib >= 1.2
//#cgo CXXFLAGS: -std=c++11
// #cgo noescape f
//
// #cgo nocallback f
//export notHere
//line x.go:1
// int x = '//';
import "C"

import "C" // trailing

// Above the declaration.
import (
	"C"
)

// Above a declaration of two.
import (
	"C"
	// Above the second.
	"C"
)

// Above the declaration.
import (

	/* Above the specification. */

	// Nearer.
	name "C"
)

import ( /* trails */ "C"
)

import (// trails
	// leads
	"C"
)

/* ends on the line of the import */ import "C"
/* ends
above */
import "C"

//go:embed a b/* "c d" `e f`
//go:embed "g\x68"
var files embed.FS

//go:linkname one
//go:linkname two other.two
//go:linkname three a b c
// go:notADirective
/*go:neither*/
/* //go:within a comment */

// Documented.
//
//export one
func one() {}

//export  two 
//export three
//go:noinline
func two() {}

//export blankLineBelow

func three() {}

//export variable
var four = `
//export inString
//go:inString
` + "" // go/ast of Go before 1.26 errs in the end of a raw string with carriage returns

func five() { //go:trailing
	//export inner
	//go:inner
	_ = "//go:inString"
} //export trailing
func six() {}

/*
//export inComment
*/
func seven() {}

//export (method)
func (t *T) method() {}

//go:
//go: space
//go:debug a=b
//go:last
