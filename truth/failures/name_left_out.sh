# signature: name_left_out
# says: a function stands in a file for Linux alone, and the build is for Windows
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nfunc init() { setUp() }\n' > m.go
printf 'package m\n\nfunc setUp() {}\n' > set_linux.go
GOOS=windows go build .
