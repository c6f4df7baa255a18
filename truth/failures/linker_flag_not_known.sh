# signature: linker_flag_not_known
# says: -ldflags has a flag that Go's linker does not have
echo 'package main; func main() {}' > main.go
CGO_ENABLED=0 go build -ldflags '-static' main.go
