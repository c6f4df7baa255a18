# signature: instruction_not_known
# says: an instruction runs that this processor does not have
cat > main.go <<'END'
package main

// static void step(void) { __builtin_trap(); }
import "C"

func main() {
	C.step()
}
END
CGO_ENABLED=1 go run main.go
