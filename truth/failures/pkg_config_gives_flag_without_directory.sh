# signature: pkg_config_gives_flag_without_directory
# says: a .pc file has -I with no directory behind it
cat > go.mod <<'M'
module example.com/stray
go 1.19
M
cat > pkg.sh <<'M'
#!/bin/sh
# what pkg-config prints where a variable in Cflags is empty
case $1 in --cflags) echo '-I/opt/a/include -I -I/opt/b/include' ;; *) echo -lm ;; esac
M
chmod +x pkg.sh
cat > main.go <<'M'
package main

// #cgo pkg-config: vips
// static int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
M
PKG_CONFIG=$PWD/pkg.sh CGO_ENABLED=1 go build -o stray .
