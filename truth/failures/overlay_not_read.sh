# signature: overlay_not_read
# says: the file behind -overlay is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build -overlay=none.json .
