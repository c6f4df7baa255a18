# signature: c_types_differ_here
# says: a C function wants unsigned char, and gets char
cat > go.mod <<'EOF'
module example.com/bytes
go 1.19
EOF
cat > main.go <<'EOF'
package main

// static int first(unsigned char *p) { return *p; }
// static unsigned long many(void) { return 1; }
// static void take(unsigned int n) {}
import "C"

func main() {
	text := C.CString("x")
	C.first(text)
	C.take(C.many())
}
EOF
CGO_ENABLED=1 go build -o /dev/null .
