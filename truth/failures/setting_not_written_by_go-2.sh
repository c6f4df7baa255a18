# signature: setting_not_written_by_go
# says: a variable that Go does not have
go env -w GOFLAG=-mod=mod
