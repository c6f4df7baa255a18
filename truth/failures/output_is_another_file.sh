# signature: output_is_another_file
# says: a script has the name that the program would get
# since: Go 1.26
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
printf '#!/bin/sh\n' > m
go build .
