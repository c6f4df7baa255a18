# signature: build_directory_cannot_execute
# says: the directory for builds is mounted noexec
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
mkdir tmp
unshare -rm sh -c 'mount -t tmpfs -o noexec none tmp && GOTMPDIR=$PWD/tmp go run .'
