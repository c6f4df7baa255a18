# signature: loader_not_there
# says: a Go program with -buildmode=pie and without cgo names a loader; started by a Go program in a root that has none
echo 'package main; func main() { println("started") }' > app.go
cp "$PARTS/starts.go" .
echo 'int main(void) { return 0; }' | gcc -x c - -o app -Wl,--dynamic-linker=/lib/ld-not-here.so.1
CGO_ENABLED=0 go build -o starts starts.go
./starts
