# signature: pkg_config_knows_not_the_library
# says: pkg-config has no .pc file of a library
cat > main.go <<'GO'
package main

// #cgo pkg-config: quokka
import "C"

func main() { println(C.int(1)) }
GO
CGO_ENABLED=1 go build main.go
