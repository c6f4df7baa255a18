# signature: x_flag_malformed
# says: -X without a value
echo 'package main; var build string; func main() { println(build) }' > main.go
CGO_ENABLED=0 go build -ldflags '-X main.build' main.go
