# signature: setting_not_written_by_go
# says: GODEBUG by go env -w
go env -w GODEBUG=netdns=go
