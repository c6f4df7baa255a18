# signature: named_object_not_there
# says: a #cgo line names an archive that was not built
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
cat > main.go <<'END'
package main

// #cgo LDFLAGS: ${SRCDIR}/lib/libone.a
// int one(void);
import "C"

func main() { println(C.one()) }
END
CGO_ENABLED=1 go build -o app .
