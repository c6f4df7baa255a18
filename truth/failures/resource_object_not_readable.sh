# signature: resource_object_not_readable
# says: a resource file for Windows, without the system in its name, is linked into a program for Linux
printf 'module app\n\ngo 1.19\n' > go.mod
cp "$PARTS/c_inside.go" main.go
echo 'int x;' | clang --target=i686-w64-mingw32 -c -x c - -o rsrc.syso
CGO_ENABLED=1 CC=gcc go build
