# signature: toolchain_not_started
# says: the toolchain on PATH cannot be executed
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.99.0\n' > go.mod
mkdir bin && printf "\177ELFjunk" > bin/go1.99.0 && chmod +x bin/go1.99.0
PATH=$PWD/bin:$PATH GOTOOLCHAIN=auto go build .
