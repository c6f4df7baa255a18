# signature: pkg_config_dependency_missing
# says: a library's .pc file requires another, which is not there
mkdir pc
printf 'Name: quokka\nDescription: a library\nVersion: 1\nRequires: wombat\n' > pc/quokka.pc
cat > main.go <<'GO'
package main

// #cgo pkg-config: quokka
import "C"

func main() { println(C.int(1)) }
GO
CGO_ENABLED=1 CC=gcc PKG_CONFIG_PATH=$PWD/pc go build main.go
