# signature: linker_output_not_writable
# says: the C linker is to write where a directory has the name
mkdir app
cat > main.go <<'GO'
package main

// static int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
printf '#!/bin/sh\ncase "$*" in *go-link*) exec gcc "$@" -o app ;; esac\nexec gcc "$@"\n' > cc
chmod +x cc
CGO_ENABLED=1 CC=$PWD/cc go build -ldflags '-linkmode external' -o program main.go
