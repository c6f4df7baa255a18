# signature: module_needs_cgo
# says: a wrapper around C is used without cgo
mkdir module
cat > go.mod <<'END'
module example.com/app

go 1.18

require github.com/miekg/pkcs11 v1.0.0

replace github.com/miekg/pkcs11 => ./module
END
cat > main.go <<'END'
package main

import "github.com/miekg/pkcs11"

func main() {
	println(pkcs11.New())
}
END
printf 'module github.com/miekg/pkcs11\n' > module/go.mod
mkdir -p module/.
printf 'package pkcs11\n' > module/doc.go
printf 'package pkcs11\n\nimport "C"\n\nfunc New() int { return 1 }\n' > module/c.go
CGO_ENABLED=0 go build .
