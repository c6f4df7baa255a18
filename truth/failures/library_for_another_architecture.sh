# signature: library_for_another_architecture
# says: a library for 32 bits is linked into a program of 64
mkdir lib
echo 'int one(void) { return 1; }' | gcc -m32 -c -x c - -o one.o
ar rc lib/libone.a one.o
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lone" go build main.go
