# signature: linker_not_there
# says: gcc is to use a linker that is not installed
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
mkdir bin
for tool in gcc as; do ln -s "$(command -v $tool)" bin/$tool; done
go=$(command -v go)
PATH=$PWD/bin CGO_ENABLED=1 CC=gcc "$go" build -ldflags '-linkmode external -extldflags -fuse-ld=mold' main.go
