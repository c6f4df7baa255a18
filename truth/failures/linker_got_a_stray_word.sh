# signature: linker_got_a_stray_word
# says: the value of -X has a blank and no quotes of its own
echo 'package main; var version string; func main() { println(version) }' > main.go
date='Sat Nov 22'
CGO_ENABLED=0 go build -ldflags "-X main.version=$date" main.go
