# signature: compiler_lacks_a_part
# says: gcc is there and its assembler is not: gcc without binutils
cp "$PARTS/c_inside.go" main.go
go=$(command -v go)
mkdir bin
ln -s "$(command -v gcc)" bin/gcc
PATH=$PWD/bin CGO_ENABLED=1 CC=gcc "$go" build main.go
