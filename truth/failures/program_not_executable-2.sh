# signature: program_not_executable
# says: a Go program starts one that has no x bit
cp "$PARTS/starts.go" .
echo 'int main(void) { return 0; }' | gcc -x c - -o app
chmod -x app
CGO_ENABLED=0 go build -o starts starts.go
./starts
