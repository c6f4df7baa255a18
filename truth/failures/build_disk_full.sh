# signature: build_disk_full
# says: the directory for builds is full
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
mkdir tmp
unshare -rm sh -c 'mount -t tmpfs -o size=200k none tmp && GOTMPDIR=$PWD/tmp go build -a .'
