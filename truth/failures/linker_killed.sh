# signature: linker_killed
# says: the C linker is killed, as by the kernel when memory runs out
cp "$PARTS/c_inside.go" main.go
mkdir bin
printf '#!/bin/sh\ncase "$*" in *go.o*) kill -9 $$;; esac\nexec %s "$@"\n' "$(command -v ld)" > bin/ld
chmod +x bin/ld
CGO_ENABLED=1 CC="gcc -B$PWD/bin" go build -ldflags '-linkmode external' main.go
