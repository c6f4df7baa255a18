# signature: workspace_module_not_there
# says: go.work names a directory that is not there
# since: Go 1.21
mkdir a
printf 'go 1.19\n\nuse (\n\t./a\n\t./b\n)\n' > go.work
printf 'module example.com/a\n\ngo 1.19\n' > a/go.mod
printf 'package a\n' > a/a.go
cd a && go build .
