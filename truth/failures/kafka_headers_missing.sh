# signature: kafka_headers_missing
# says: a package includes librdkafka/rdkafka.h where only the C library's headers are looked for
cat > main.go <<'GO'
package main

// #include <librdkafka/rdkafka.h>
import "C"

func main() { println(C.int(1)) }
GO
# only the headers of the compiler itself are looked at, as if the -dev package were not installed
CC="gcc -nostdinc -isystem $(gcc -print-file-name=include)" go tool cgo main.go
