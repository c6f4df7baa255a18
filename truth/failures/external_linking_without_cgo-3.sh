# signature: external_linking_without_cgo
# says: -buildmode=c-archive with cgo off: it ends well and cannot be used
echo 'package main; func main() {}' > main.go
CGO_ENABLED=0 go build -buildmode=c-archive -o main.a main.go
