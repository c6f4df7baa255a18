# signature: stack_overflowed
# says: a function calls itself without an end
cat > main.go <<'END'
package main

import "runtime/debug"

func depth(of int) int {
	return depth(of+1) + 1
}

func main() {
	debug.SetMaxStack(1 << 20)
	println(depth(1))
}
END
go run main.go
