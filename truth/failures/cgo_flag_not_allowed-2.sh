# signature: cgo_flag_not_allowed
# says: pkg-config answers a flag that the go command does not let through
mkdir pc
printf 'Name: quokka\nDescription: quokka\nVersion: 1\nLibs: -Wl,-quokka\n' > pc/quokka.pc
cat > main.go <<'GO'
package main

// #cgo pkg-config: quokka
import "C"

func main() { println(C.int(1)) }
GO
PKG_CONFIG_PATH=$PWD/pc CGO_ENABLED=1 go build main.go
