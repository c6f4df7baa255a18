# signature: gopath_empty_in_recipe
# says: a recipe with ${GOPATH}/bin before a tool, and no GOPATH
unset GOPATH
sh -c '${GOPATH}/bin/golangci-lint run ./...'
