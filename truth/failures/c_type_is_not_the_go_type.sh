# signature: c_type_is_not_the_go_type
# says: an int of Go is handed to a C function that wants an int of C
cat > main.go <<'GO'
package main

// static int twice(int x) { return 2 * x; }
import "C"

func main() { n := 2; println(C.twice(n)) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
