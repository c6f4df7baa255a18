# signature: go_mod_already_there
# says: go mod init where go.mod lies
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go mod init example.com/m
