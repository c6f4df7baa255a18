# signature: module_is_no_dependency
# says: go list -m of a module that nobody requires
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go list -m example.com/dep
