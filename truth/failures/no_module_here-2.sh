# signature: no_module_here
# says: go mod tidy where no go.mod is
go mod tidy
