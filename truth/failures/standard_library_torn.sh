# signature: standard_library_torn
# says: the build cache is full, and the go command then does not find its own packages
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "errors"\n' > m.go
mkdir cache
unshare -rm sh -c 'mount -t tmpfs -o size=12k none cache && GOCACHE=$PWD/cache go build .'
