# signature: c_plus_plus_headers_missing
# says: a header of C++ is included where cgo compiles C
cat > main.go <<'GO'
package main

// #include <iostream>
import "C"

func main() { println(C.int(1)) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
