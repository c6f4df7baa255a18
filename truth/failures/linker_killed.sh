# signature: linker_killed
# says: the C linker is killed, as by the kernel when memory runs out
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
mkdir bin
printf '#!/bin/sh\ncase "$*" in *go.o*) kill -9 $$;; esac\nexec %s "$@"\n' "$(command -v ld)" > bin/ld
chmod +x bin/ld
CGO_ENABLED=1 CC="gcc -B$PWD/bin" go build -ldflags '-linkmode external' main.go
