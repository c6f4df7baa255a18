# signature: c_name_not_known
# says: a blank line between the preamble and import "C": cgo does not see the preamble
cat > main.go <<'GO'
package main

// int one(void) { return 1; }

import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
