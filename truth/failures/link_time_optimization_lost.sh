# signature: link_time_optimization_lost
# says: an archive of objects for link-time optimization is made by an ar that cannot read them
mkdir lib
echo 'int one(void) { return 1; }' | gcc -flto -c -x c - -o one.o
ar rc lib/libone.a one.o
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC='gcc -fno-use-linker-plugin' CGO_LDFLAGS="-L$PWD/lib -lone" go build -ldflags '-linkmode external -extldflags -fno-lto' main.go
