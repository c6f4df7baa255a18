# signature: c_library_headers_missing
# says: gcc is there, the headers of the C library are not (no libc6-dev, no musl-dev)
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
mkdir root
CGO_ENABLED=1 CC="gcc --sysroot=$PWD/root" go build main.go
