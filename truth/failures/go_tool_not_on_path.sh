# signature: go_tool_not_on_path
# says: a tool that is called by its name and is not on the PATH
PATH=/usr/bin:/bin bash -c 'golangci-lint run ./...'
