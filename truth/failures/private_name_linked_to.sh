# signature: private_name_linked_to
# says: //go:linkname to what the runtime keeps for itself
# since: Go 1.23
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nimport _ "unsafe"\n\n//go:linkname now runtime.schedinit\nfunc now()\n\nfunc main() { now() }\n' > main.go
printf '' > empty.s
go build .
