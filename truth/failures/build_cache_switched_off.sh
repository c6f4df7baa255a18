# signature: build_cache_switched_off
# says: GOCACHE=off
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOCACHE=off go build .
