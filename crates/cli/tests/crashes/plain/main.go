// Crashes in the way that its first argument names, in a function of that name.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

type order struct {
	id    int
	lines []string
	next  *order
}

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprintf("failure %d", f.code) }

type store struct {
	rows map[string]int
	mu   sync.Mutex
}

var (
	sink   []byte
	total  int
	wanted = 7
	nobody *order
	hold   []*order
)

//go:noinline
func panicText() { panic("out of luck") }

//go:noinline
func panicError() { panic(fmt.Errorf("order 4711: %w", &failure{3})) }

//go:noinline
func panicValue() { panic(order{id: 7}) }

//go:noinline
func panicLines() { panic("first line\nsecond line\ngoroutine 1 is none") }

//go:noinline
func panicNumber() { panic(4.5) }

//go:noinline
func nilPointer(o *order) int { return o.next.id }

//go:noinline
func badIndex(values []int) int { return values[wanted] }

//go:noinline
func badSlice(values []int) []int { return values[wanted:9] }

//go:noinline
func nilMap(s *store) { s.rows["a"] = 1 }

//go:noinline
func badType(v any) string { return v.(string) }

//go:noinline
func badInterface(v any) error { return v.(error) }

//go:noinline
func divide(a, b int) int { return a / b }

//go:noinline
func closeTwice(c chan int) { close(c); close(c) }

//go:noinline
func sendClosed(c chan int) { close(c); c <- 1 }

//go:noinline
func negativeGroup() { var wg sync.WaitGroup; wg.Done() }

//go:noinline
func unlockTwice(s *store) { s.mu.Unlock() }

//go:noinline
func nilFunction(f func()) { f() }

func inner(s []int) int { return s[wanted] }

func inlined(s []int) int { return inner(s) + 1 }

type pair[K comparable, V any] struct {
	key   K
	value *V
}

//go:noinline
func (p pair[K, V]) generic() V { return *p.value }

//go:noinline
func (s store) byValue(o order, name string, more ...any) { panic(name) }

//go:noinline
func repanic() {
	defer func() {
		if e := recover(); e != nil {
			panic(e)
		}
	}()
	panicText()
}

//go:noinline
func nested() {
	defer func() { panic("second") }()
	panic("first")
}

//go:noinline
func recovered() {
	defer func() {
		panic(fmt.Sprint("after ", recover()))
	}()
	panic(errors.New("before"))
}

//go:noinline
func goexit() { runtime.Goexit() }

//go:noinline
func deadlock() { c := make(chan int); <-c }

//go:noinline
func deadlockMany() {
	var wg sync.WaitGroup
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() { var mu sync.Mutex; mu.Lock(); mu.Lock() }()
	}
	wg.Wait()
}

//go:noinline
func mapRace() {
	m := map[int]int{}
	for i := 0; i < 8; i++ {
		go func() {
			for j := 0; ; j++ {
				m[j%100] = j
			}
		}()
	}
	select {}
}

//go:noinline
func overflow(n int) int { return overflow(n+1) + overflow(n+2) }

//go:noinline
func overflowA(n int) int { return overflowB(n+1) + 1 }

//go:noinline
func overflowB(n int) int { return overflowA(n+1) + 2 }

//go:noinline
func quit() { kill(syscall.SIGQUIT) }

//go:noinline
func abort() { kill(syscall.SIGABRT) }

func kill(s syscall.Signal) {
	syscall.Kill(os.Getpid(), s)
	for {
		total++
	}
}

//go:noinline
func busError() byte {
	f, _ := os.CreateTemp("", "short")
	f.Truncate(8192)
	m, _ := syscall.Mmap(int(f.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	f.Truncate(0)
	return m[4096]
}

//go:noinline
func readOnly() {
	m, _ := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	m[8] = 1
}

//go:noinline
func wild() byte { return *(*byte)(unsafe.Pointer(uintptr(wanted) << 40)) }

//go:noinline
func faultAsPanic() byte { debug.SetPanicOnFault(true); return wild() }

func illegal()

//go:noinline
func illegalCall() { illegal() }

// A filter that kills whoever calls getppid.
//
//go:noinline
func filtered() {
	runtime.LockOSThread()
	type line struct {
		code   uint16
		jt, jf uint8
		k      uint32
	}
	filter := []line{{0x20, 0, 0, 0}, {0x15, 0, 1, syscall.SYS_GETPPID}, {6, 0, 0, 0x00030000}, {6, 0, 0, 0x7fff0000}}
	program := struct {
		n     uint16
		lines *line
	}{uint16(len(filter)), &filter[0]}
	syscall.RawSyscall6(syscall.SYS_PRCTL, 38, 1, 0, 0, 0, 0)
	syscall.RawSyscall(syscall.SYS_PRCTL, 22, 2, uintptr(unsafe.Pointer(&program)))
	syscall.Getppid()
}

//go:noinline
func outOfMemory() {
	var l syscall.Rlimit
	l.Cur, l.Max = 1<<30, 1<<30
	syscall.Setrlimit(syscall.RLIMIT_AS, &l)
	for {
		sink = append(sink, make([]byte, 64<<20)...)
	}
}

//go:noinline
func tooLarge(n int) { sink = make([]byte, n) }

//go:noinline
func threads() {
	debug.SetMaxThreads(12)
	for i := 0; i < 40; i++ {
		go func() { syscall.Nanosleep(&syscall.Timespec{Sec: 5}, nil) }()
	}
	time.Sleep(3 * time.Second)
}

//go:noinline
func worker(c chan int, id int) { <-c }

//go:noinline
func crowd() {
	c := make(chan int)
	for i := 0; i < 10000; i++ {
		go worker(c, i)
	}
	time.Sleep(100 * time.Millisecond)
	panicText()
}

//go:noinline
func inGoroutine() {
	go func() { runtime.LockOSThread(); nilPointer(&order{}) }()
	select {}
}

//go:noinline
func printed() {
	func() { debug.PrintStack() }()
	os.Exit(1)
}

//go:noinline
func profile1() { fill(); pprof.Lookup("goroutine").WriteTo(os.Stderr, 1) }

//go:noinline
func profile2() { fill(); pprof.Lookup("goroutine").WriteTo(os.Stderr, 2) }

func fill() {
	c := make(chan int)
	for i := 0; i < 20; i++ {
		go worker(c, i)
	}
	time.Sleep(20 * time.Millisecond)
}

//go:noinline
func reflected() {
	reflect.ValueOf(nilPointer).Call([]reflect.Value{reflect.ValueOf(&order{})})
}

//go:noinline
func reflectKind() { reflect.ValueOf(3).Len() }

//go:noinline
func race() {
	done := make(chan bool)
	for i := 0; i < 2; i++ {
		go func() { total++; done <- true }()
	}
	<-done
	<-done
}

//go:noinline
func badPointer() {
	b := make([]byte, 64)
	p := (*uint64)(unsafe.Pointer(&b[1]))
	hold = append(hold, (*order)(unsafe.Pointer(p)))
}

//go:noinline
func sent() { kill(syscall.SIGSEGV) }

//go:noinline
func repeatCount() { strings.Repeat("a", wanted-8) }

func main() {
	s := &store{}
	ways := map[string]func(){
		"panicText": panicText, "panicError": panicError, "panicValue": panicValue, "panicLines": panicLines,
		"panicNumber":   panicNumber,
		"nilPointer":    func() { nilPointer(&order{}) },
		"badIndex":      func() { badIndex([]int{1, 2, 3}) },
		"badSlice":      func() { badSlice([]int{1, 2, 3}) },
		"nilMap":        func() { nilMap(s) },
		"badType":       func() { badType(7) },
		"badInterface":  func() { badInterface(order{}) },
		"divide":        func() { divide(wanted, wanted-7) },
		"closeTwice":    func() { closeTwice(make(chan int)) },
		"sendClosed":    func() { sendClosed(make(chan int, 1)) },
		"negativeGroup": negativeGroup,
		"unlockTwice":   func() { unlockTwice(s) },
		"nilFunction":   func() { nilFunction(nil) },
		"inlined":       func() { inlined([]int{1}) },
		"generic":       func() { pair[string, order]{key: "a"}.generic() },
		"byValue":       func() { store{}.byValue(order{id: 3}, "a name", 1, 2) },
		"repanic":       repanic, "nested": nested, "recovered": recovered, "goexit": goexit,
		"deadlock": deadlock, "deadlockMany": deadlockMany, "mapRace": mapRace,
		"overflow":  func() { overflow(0) },
		"overflowA": func() { overflowA(0) },
		"quit":      quit, "abort": abort, "busError": func() { busError() }, "readOnly": readOnly,
		"wild": func() { wild() }, "faultAsPanic": func() { faultAsPanic() }, "illegalCall": illegalCall,
		"filtered": filtered, "outOfMemory": outOfMemory, "tooLarge": func() { tooLarge(wanted << 60) },
		"threads": threads, "crowd": crowd, "inGoroutine": inGoroutine, "printed": printed,
		"profile1": profile1, "profile2": profile2, "reflected": reflected, "reflectKind": reflectKind,
		"race": race, "badPointer": badPointer, "sent": sent, "repeatCount": repeatCount,
	}
	way, ok := ways[os.Args[1]]
	if !ok {
		os.Exit(99)
	}
	way()
}
