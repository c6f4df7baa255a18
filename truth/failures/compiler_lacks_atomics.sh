# signature: compiler_lacks_atomics
# says: a C compiler that does not know __ATOMIC_CONSUME, as before GCC 4.7
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n' > m.go
CGO_ENABLED=1 CGO_CFLAGS=-U__ATOMIC_CONSUME go build -o m .
