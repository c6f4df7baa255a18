# signature: package_built_for_program
# says: what a live reloader builds and starts is no package main
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nfunc main() {}\n' > main.go
echo building...
go build -o ./tmp/main .
echo running...
/bin/sh -c "$PWD/tmp/main"
