# signature: pkg_config_not_installed
# says: a package asks pkg-config, which is not installed
cat > main.go <<'GO'
package main

// #cgo pkg-config: zlib
import "C"

func main() { println(C.int(1)) }
GO
go=$(command -v go)
mkdir bin
ln -s "$(command -v gcc)" bin/gcc
PATH=$PWD/bin CGO_ENABLED=1 "$go" build main.go
