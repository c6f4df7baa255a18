# signature: install_without_version
# says: go install of a package where no go.mod is
go install example.com/dep/cmd/x
