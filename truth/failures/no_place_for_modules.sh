# signature: no_place_for_modules
# says: neither HOME nor GOPATH is set
. "$PARTS/proxy.sh"
env -u HOME -u GOPATH -u GOMODCACHE GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=off go mod download
