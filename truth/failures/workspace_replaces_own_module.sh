# signature: workspace_replaces_own_module
# says: go.work uses a module and replaces it too
mkdir a b
printf 'module example.com/a\n\ngo 1.19\n' > a/go.mod
printf 'module example.com/a\n\ngo 1.19\n' > b/go.mod
printf 'go 1.19\n\nuse ./a\n\nreplace example.com/a => ./b\n' > go.work
go list example.com/a
