# signature: workspace_names_module_twice
# says: two directories of the workspace are the same module
mkdir a b
printf 'module example.com/m\n\ngo 1.19\n' | tee a/go.mod > b/go.mod
printf 'go 1.19\n\nuse (\n\t./a\n\t./b\n)\n' > go.work
go list example.com/m
