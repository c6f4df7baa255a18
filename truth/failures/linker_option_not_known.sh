# signature: linker_option_not_known
# says: the C linker is given an option that it does not have
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
CGO_ENABLED=1 CC=gcc go build -ldflags '-linkmode external -extldflags -Wl,--no-quokka' main.go
