# signature: no_module_here
# says: packages are fetched and installed where no go.mod is
go get example.com/dep
go install example.com/dep/cmd/x
go mod tidy
