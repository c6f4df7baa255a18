# signature: openssl_headers_missing
# says: a package includes openssl/ssl.h where only the C library's headers are looked for
cat > main.go <<'GO'
package main

// #include <openssl/ssl.h>
import "C"

func main() { println(C.int(1)) }
GO
# only the headers of the compiler itself are looked at, as if the -dev package were not installed
CC="gcc -nostdinc -isystem $(gcc -print-file-name=include)" go tool cgo main.go
