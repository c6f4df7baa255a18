package cases

import _ "\x65mbed"; import . "os"
import (
	"io"; my "strings"
	_ `net`)
import ()

type (
	A [N]int
	B [P *T]int
	C [P *T,]int
	D [P *[]T]int
	E [P *T | ~U]int
	F [P (T)]int
	G [P ([]T)]int
	H [P interface{}]int
	I [P any]int
	J [P, Q any]int
	K [P []T]int
	L [P ~T]int
	M [2 * N]int
	O [N * 2]int
	Q [P * struct{}]int
	R [P <-chan int]int
	S [P chan int]int
	T [P func()]int
	U [P map[K]V]int
	V [pkg.N]int
	W [N + 1]int
	X [...]int
	Y [P *T[int], R any]int
	Z [f(N)]int
	AA = B
	AB[P any] = B[P]
	AC []int
	AD [P *N * N]int
	AE [P (N) + N]int
	AF [P *pkg.T, Q any]int
	AG [N | M]int
	AH [P *T | U | ~V]int
	AI [P *(T)]int
	AJ [P *(interface{})]int
)

type AK struct{ a, b int }; type AL interface {
	~int | string
	M(int) (a, b int)
}

const (
	one, two = iota, "one, two"
	three, four
)

const five = 5
var six, _ = func() (int, struct{ x int }) { return 1, struct{ x int }{2} }()
var seven []func(int) (int, error)
var ()

func withoutBody(a int) (b, c int)
func alsoWithout() func(int) struct{ x func() interface{ M() } }
func without() interface{}
func with() interface{} { return map[string]struct{}{} }
func structure() struct{ a int } { return struct{ a int }{1} }
func function() func() { return func() {} }
func results() (func(), error) { return nil, nil }
func channels() <-chan chan<- *[2]map[int]pkg.T[int, string] { return nil }
func generic[T interface{ ~[]E }, E any](t T) E { for { } }
func Größe世界_١() {}
func init() {}
func init() { func() { }() }; func afterSemicolon() {}

func (T) m1() {}
func (*T) m2() {}
func (t T) m3() {}
func (t *T) m4()
func (_ *T[K, _]) m5() {}
func (T[K]) m6() {}
func (t *(T)) m7() {}
func ((T)) m8() {}
func (t T,) m9() {}
func (a, b T) m10() {}
func (a A, b B) m11() {}
func () m12() {}
func (t []T) m13() {}
func (t [4]T) m14() {}
func (t map[K]T) m15() {}
func (t func(T)) m16() {}
func (t struct{ T }) m17() {}
func (t pkg.T) m18() {}
func (t *pkg.T[K]) m19() {}
func (t *
	T) m20() {}
func (t ((*(T[K])))) m21() {}
