# signature: no_place_for_build_cache
# says: neither HOME nor GOCACHE is set
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
env -u HOME -u GOCACHE -u XDG_CACHE_HOME GOPATH=$PWD/go go build .
