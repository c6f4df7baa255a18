# signature: exec_format_error
# says: strace is asked to start a program of another processor
cat > main.go <<'X'
package main

func main() {}
X
cat > go.mod <<'X'
module example.com/app

go 1.19
X
case $(uname -m) in x86_64) other=arm64 ;; *) other=amd64 ;; esac
CGO_ENABLED=0 GOARCH=$other go build -o app . || exit
# the machine number of nobody, so that no emulator takes it
printf '\376\376' | dd of=app bs=1 seek=18 conv=notrunc 2>/dev/null
strace ./app 2>&1 | tail -2
