# signature: compiler_crashed
# says: the C compiler that go starts for cgo ends by a segmentation fault, as gcc does under qemu
mkdir bin
printf '#!/bin/sh\ncase "$*" in *-c*) kill -SEGV $$ ;; esac\nexec gcc "$@"\n' > bin/gcc-emulated
chmod +x bin/gcc-emulated
cat > go.mod <<'END'
module example.com/app

go 1.19
END
cat > main.go <<'END'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
END
CGO_ENABLED=1 CC="$PWD/bin/gcc-emulated" go build -o app .
