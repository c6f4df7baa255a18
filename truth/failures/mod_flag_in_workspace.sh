# signature: mod_flag_in_workspace
# says: GOFLAGS=-mod=mod in a workspace
mkdir a
printf 'go 1.19\n\nuse ./a\n' > go.work
printf 'module example.com/a\n\ngo 1.19\n' > a/go.mod
printf 'package a\n' > a/a.go
GOFLAGS=-mod=mod go build ./a
