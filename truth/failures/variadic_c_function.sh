# signature: variadic_c_function
# says: cgo is to call printf, which takes any number of arguments
cat > main.go <<'GO'
package main

// #include <stdio.h>
// #include <stdlib.h>
import "C"

func main() { C.printf(C.CString("hello\n")) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
