# A package of cgo includes the header that is given, where only the headers of the compiler itself are looked at, as if
# the -dev package were not installed.
printf 'package main\n\n// #include <%s>\nimport "C"\n\nfunc main() { println(C.int(1)) }\n' "$1" > main.go
CC="gcc -nostdinc -isystem $(gcc -print-file-name=include)" go tool cgo main.go
