# signature: source_directory_read_only
# says: the result is written where nothing can be written
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
unshare -rm sh -c 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && go build -o app .'
