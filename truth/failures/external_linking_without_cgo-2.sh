# signature: external_linking_without_cgo
# says: a program for Android with cgo off
echo 'package main; func main() {}' > main.go
CGO_ENABLED=0 GOOS=android GOARCH=amd64 go build -o app main.go
