# signature: static_flag_for_shared_library
# says: -static together with -buildmode=c-shared
cat > main.go <<'GO'
package main

import "C"

//export two
func two() C.int { return 2 }

func main() {}
GO
CGO_ENABLED=1 CC=gcc go build -buildmode=c-shared -ldflags '-extldflags -static' -o libtwo.so main.go
