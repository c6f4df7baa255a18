# signature: static_glibc_looks_up_names
# says: package net linked with -static against glibc
cat > main.go <<'GO'
package main

import "net"

func main() { println(net.LookupHost("localhost")) }
GO
CGO_ENABLED=1 CC=gcc go build -ldflags '-linkmode external -extldflags -static' main.go
