# signature: exported_function_declared_otherwise
# says: a comment declares an exported function with const, which cgo does not know
cat > go.mod <<'EOF'
module example.com/caller
go 1.19
EOF
cat > main.go <<'EOF'
package main

// extern void say(const char *what);
import "C"

//export say
func say(what *C.char) { println(C.GoString(what)) }

func main() {}
EOF
CGO_ENABLED=1 go build -o /dev/null .
