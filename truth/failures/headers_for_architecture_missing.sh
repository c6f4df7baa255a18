# signature: headers_for_architecture_missing
# says: GOARCH=386 where gcc has headers for 64 bits only
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
CGO_ENABLED=1 GOOS=linux GOARCH=386 CC=gcc go build main.go
