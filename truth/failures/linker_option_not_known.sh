# signature: linker_option_not_known
# says: the C linker is given an option that it does not have
cp "$PARTS/c_of_system.go" main.go
CGO_ENABLED=1 CC=gcc go build -ldflags '-linkmode external -extldflags -Wl,--no-quokka' main.go
