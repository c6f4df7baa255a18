# signature: linker_not_there
# says: gcc is to use a linker that is not installed
cp "$PARTS/c_of_system.go" main.go
mkdir bin
for tool in gcc as; do ln -s "$(command -v $tool)" bin/$tool; done
go=$(command -v go)
PATH=$PWD/bin CGO_ENABLED=1 CC=gcc "$go" build -ldflags '-linkmode external -extldflags -fuse-ld=mold' main.go
