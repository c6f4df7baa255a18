# signature: c_plus_plus_compiler_not_found
# says: a package has a C++ file and there is no C++ compiler
cat > go.mod <<'GO'
module app

go 1.19
GO
cat > main.go <<'GO'
package main

// int one(void);
import "C"

func main() { println(C.one()) }
GO
cat > one.cc <<'CC'
extern "C" int one(void) { return 1; }
CC
CGO_ENABLED=1 CXX=no-such-g++ go build
