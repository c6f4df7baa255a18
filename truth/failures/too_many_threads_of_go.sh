# signature: too_many_threads_of_go
# says: more threads than Go allows
cat > main.go <<'END'
package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

func main() {
	debug.SetMaxThreads(20)
	for range make([]int, 40) {
		go func() {
			runtime.LockOSThread()
			select {}
		}()
	}
	time.Sleep(time.Second)
}
END
go run main.go
