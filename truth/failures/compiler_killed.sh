# signature: compiler_killed
# says: the compiler is ended by SIGKILL, as the kernel does when memory is full
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nvar One = 1\n' > m.go
mkdir tool
printf '#!/bin/sh\ncase "$*" in\n*-V=full*) exec "$@" ;;\n*/compile\\ *) kill -9 $$ ;;\nesac\nexec "$@"\n' > tool/compile
chmod +x tool/compile
go build -toolexec "$PWD/tool/compile" .
