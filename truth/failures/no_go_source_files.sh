# signature: no_go_source_files
# says: a file that imports "C" is named on the command line, and cgo is off
printf 'package main\n\nimport "C"\n\nfunc main() {}\n' > main.go
CGO_ENABLED=0 go build main.go
