# signature: c_function_takes_other_arguments
# says: the installed header declares a function with one argument more than the Go code gives
cat > go.mod <<'M'
module example.com/probe
go 1.19
M
mkdir include
cat > include/probe.h <<'M'
static int probe_attach(int fd, int pid, unsigned int offset) { return fd + pid + (int)offset; }
M
cat > main.go <<'M'
package main

// #cgo CFLAGS: -I${SRCDIR}/include
// #include <probe.h>
import "C"

func main() { println(C.probe_attach(1, 2)) }
M
CGO_ENABLED=1 go build -o probe .
