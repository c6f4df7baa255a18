# signature: tool_of_go_not_there
# says: go tool with a tool that this Go does not have
go tool covdatas
