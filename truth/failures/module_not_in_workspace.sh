# signature: module_not_in_workspace
# says: a module is built that go.work does not name
mkdir a b
printf 'go 1.19\n\nuse ./a\n' > go.work
printf 'module example.com/a\n\ngo 1.19\n' > a/go.mod
printf 'module example.com/b\n\ngo 1.19\n' > b/go.mod
printf 'package b\n' > b/b.go
cd b && go build . ; go build ./... ; go test ./...
