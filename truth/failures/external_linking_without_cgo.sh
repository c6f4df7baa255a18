# signature: external_linking_without_cgo
# says: -linkmode=external with cgo off
echo 'package main; func main() {}' > main.go
CGO_ENABLED=0 go build -ldflags '-linkmode=external' main.go
