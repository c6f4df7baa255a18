# signature: build_cache_not_writable
# says: the build cache is mounted read-only
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
mkdir cache
unshare -rm sh -c 'mount -t tmpfs -o ro none cache && GOCACHE=$PWD/cache go build .'
