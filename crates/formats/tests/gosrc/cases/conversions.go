// Every way in which unsafe.Pointer stands before a parenthesis, and C before a period.
package cases

/*
#include <stdlib.h>
#cgo linux LDFLAGS: -lm
*/
import "C"

import (
	p "unsafe"
	"unsafe"
)

var (
	a = unsafe.Pointer(x)
	b = (unsafe.Pointer)(x)
	c = ((unsafe.Pointer))(x)
	d = []unsafe.Pointer(x)
	e = [4](unsafe.Pointer)(x)
	f = map[unsafe.Pointer]unsafe.Pointer(x)
	g = map[string](unsafe.Pointer)(x)
	h = chan unsafe.Pointer(x)
	i = chan<- unsafe.Pointer(x)
	j = (<-chan unsafe.Pointer)(x)
	k = <-chan unsafe.Pointer(x)
	l = func() unsafe.Pointer(x)
	m = func() *unsafe.Pointer(x)
	n = func(unsafe.Pointer)(x)
	o = func(a unsafe.Pointer) (unsafe.Pointer)
	q = *unsafe.Pointer(x)
	r = (*unsafe.Pointer)(x)
	s = *(unsafe.Pointer)(x)
	t = &(*(*(unsafe.Pointer))(x))
	u = v() * unsafe.Pointer(x)
	v = v[0] * (unsafe.Pointer)(x)
	w = f(unsafe.Pointer)(x)
	y = f.g((unsafe.Pointer))(x)
	z = x.(unsafe.Pointer)(y)
	A = x.(func() unsafe.Pointer)(y)
	B = x[unsafe.Pointer](y)
	D = x[unsafe.Pointer(y)]
	E = x.unsafe.Pointer(y)
	F = struct{ unsafe.Pointer }(y)
	G = struct{ a unsafe.Pointer }{a: unsafe.Pointer(y)}
	H = interface{ M(unsafe.Pointer) (unsafe.Pointer) }(y)
	I = p.Pointer(p.Pointer(p . /* a comment */ Pointer(x)))
	J = unsafe.
		Pointer(
			x)
	K = []func() (unsafe.Pointer){func() unsafe.Pointer { return unsafe.Pointer(x) }}
	L = func() unsafe.Pointer { return (unsafe.Pointer)(x) }()
	M = func() (unsafe.Pointer) { return nil }()
	N = -(unsafe.Pointer)(x)
	O = !unsafe.Pointer(x) && (unsafe.Pointer)(y) == (a + unsafe.Pointer)(x)
	P = [...]unsafe.Pointer{unsafe.Pointer(x), (unsafe.Pointer)(y)}
	Q = unsafe.Sizeof(unsafe.Pointer(x))
	R = [unsafe.Sizeof((unsafe.Pointer)(x))]unsafe.Pointer(x)
	S = map[[2]unsafe.Pointer]*unsafe.Pointer(x)
	T = func(...unsafe.Pointer) []unsafe.Pointer(x)
	U = chan (unsafe.Pointer)(x)
	V = chan func() (unsafe.Pointer)
	W = func(func() unsafe.Pointer) func() unsafe.Pointer(x)
	X = []*[]*unsafe.Pointer(x)
	Y = G[unsafe.Pointer](x)
	Z = unsafe.Pointer.x(y)
)

type C1 struct {
	C.int
	*C.struct_x
	a, b C.long
	c    func(C.int, ...C.char) (C.long, error)
	d    [C.N]unsafe.Pointer
	e    unsafe.Pointer `json:"C.x unsafe.Pointer(y)"`
}

func (C.T) one(C.int)
func (c *C.T) two() unsafe.Pointer
func (unsafe.Pointer) three() (unsafe.Pointer)

func four(unsafe.Pointer) (C.int, unsafe.Pointer) {
	c <- (unsafe.Pointer)(x)
	c <- unsafe.Pointer(x)
	C.free(unsafe.Pointer(C.CString("C.x")))
	a.C.x()
	f().C.x()
	C := C.y
	C.z.C.w()
	C(C.a)
	_ = 1 / C.b /* C.c */ // C.d
	_ = x.(C.e)
	_ = C /* between */ .f
	switch y := x.(type) {
	case unsafe.Pointer, *C.g:
		(unsafe.Pointer)(y).z()
	case (unsafe.Pointer), []C.h:
	}
	for range (unsafe.Pointer)(x) {
	}
	if (unsafe.Pointer)(x) == nil {
	} else if x := (unsafe.Pointer)(x); x != nil {
	}
	go (func() unsafe.Pointer)(x)
	defer func(unsafe.Pointer) {}((unsafe.Pointer)(x))
	return C.i, (unsafe.Pointer)(x)
C:
	goto C
}

func five[T unsafe.Pointer](unsafe.Pointer) (x func(unsafe.Pointer) (unsafe.Pointer)) {
	return five[unsafe.Pointer]
}
