# signature: cgo_flag_not_allowed
# says: a #cgo line has a flag that the go command does not let through
cat > main.go <<'GO'
package main

// #cgo CFLAGS: -fplugin=x
import "C"

func main() { println(C.int(1)) }
GO
CGO_ENABLED=1 go build main.go
