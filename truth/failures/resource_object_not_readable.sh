# signature: resource_object_not_readable
# says: a resource file for Windows, without the system in its name, is linked into a program for Linux
cat > go.mod <<'GO'
module app

go 1.19
GO
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
echo 'int x;' | clang --target=i686-w64-mingw32 -c -x c - -o rsrc.syso
CGO_ENABLED=1 CC=gcc go build
