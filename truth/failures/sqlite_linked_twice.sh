# signature: sqlite_linked_twice
# says: two packages each bring a C library with the same names
mkdir one two
printf 'module example.com/app\n\ngo 1.18\n' > go.mod
for package in one two; do
	printf 'package %s\n\n// int sqlite3_open(void);\nimport "C"\n\nfunc Open() int { return int(C.sqlite3_open()) }\n' $package > $package/open.go
	printf 'int sqlite3_open(void) { return 0; }\n' > $package/sqlite3.c
done
cat > main.go <<'END'
package main

import (
	"example.com/app/one"
	"example.com/app/two"
)

func main() {
	println(one.Open(), two.Open())
}
END
CGO_ENABLED=1 go build .
