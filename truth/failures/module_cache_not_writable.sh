# signature: module_cache_not_writable
# says: GOMODCACHE names a directory that cannot be made
. "$PARTS/proxy.sh"
GOMODCACHE=/proc/nope GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=off go mod download
