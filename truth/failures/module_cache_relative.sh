# signature: module_cache_relative
# says: GOTMPDIR is to be a relative path
go env -w GOTMPDIR=tmp
