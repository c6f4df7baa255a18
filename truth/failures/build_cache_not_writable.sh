# signature: build_cache_not_writable
# says: GOCACHE names a directory that cannot be made
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOCACHE=/proc/nope go build .
