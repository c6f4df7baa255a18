# signature: pkg_config_library_too_old
# says: a library's .pc file asks for a newer release of another library than the one that is there
cat > go.mod <<'EOF'
module example.com/picture
go 1.19
EOF
cat > main.go <<'EOF'
package main

// #cgo pkg-config: picture
import "C"

func main() {}
EOF
mkdir pc
printf 'Name: picture\nDescription: pictures\nVersion: 1.0\nRequires: colour >= 2.0\n' > pc/picture.pc
printf 'Name: colour\nDescription: colours\nVersion: 1.5\n' > pc/colour.pc
CGO_ENABLED=1 PKG_CONFIG_PATH=$PWD/pc go build .
