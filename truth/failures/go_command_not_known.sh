# signature: go_command_not_known
# says: a command of go that this Go does not have
go frobnicate
