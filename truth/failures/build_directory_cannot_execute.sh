# signature: build_directory_cannot_execute
# says: the directory for builds is mounted noexec
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
# Another program each time: go run keeps what it has built before in its cache (Go 1.24), and starts it there.
printf 'package main\n\nfunc main() { println("%s") }\n' "$$ $RANDOM" > main.go
mkdir tmp
unshare -rm sh -c 'mount -t tmpfs -o noexec none tmp && GOTMPDIR=$PWD/tmp go run .'
