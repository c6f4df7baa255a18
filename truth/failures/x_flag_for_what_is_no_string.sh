# signature: x_flag_for_what_is_no_string
# says: -X sets a variable that is a number
echo 'package main; var build int; func main() { println(build) }' > main.go
CGO_ENABLED=0 go build -ldflags '-X main.build=7' main.go
