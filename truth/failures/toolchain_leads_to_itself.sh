# signature: toolchain_leads_to_itself
# says: what is called go1.99.0 is the go command that asks for it
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.99.0\n' > go.mod
mkdir bin && ln -s "$(command -v go)" bin/go1.99.0
PATH=$PWD/bin:$PATH GOTOOLCHAIN=auto go build .
