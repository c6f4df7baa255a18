# signature: no_module_here
# says: a package is named where no go.mod is
go build example.com/dep/cmd/x
