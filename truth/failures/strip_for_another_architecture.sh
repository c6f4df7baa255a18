# signature: strip_for_another_architecture
# says: the strip of an amd64 machine is run on a program for arm64
echo 'package main; func main() {}' > main.go
CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o main main.go
strip main
