# signature: go_get_outside_module
# says: go get where no go.mod is
go get example.com/dep
