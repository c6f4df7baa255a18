# A module, app, that vendors another, of which a directory holds only C files.
mkdir -p dep/include app
cat > dep/go.mod <<'GO'
module example.com/dep

go 1.19
GO
cat > dep/dep.go <<'GO'
package dep

// #include "include/y.h"
import "C"

func One() int { return int(C.one()) }
GO
echo 'static int one(void) { return 1; }' > dep/include/y.h
cd app
cat > go.mod <<'GO'
module example.com/app

go 1.19

require example.com/dep v0.0.0

replace example.com/dep => ../dep
GO
cat > main.go <<'GO'
package main

import "example.com/dep"

func main() { println(dep.One()) }
GO
go mod vendor
