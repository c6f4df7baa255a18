# signature: build_cache_relative
# says: GOCACHE is a relative path
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOCACHE=cache go build .
