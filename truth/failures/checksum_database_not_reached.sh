# signature: checksum_database_not_reached
# says: the module comes from a directory, and nobody listens on the way to the checksum database
. "$PARTS/proxy.sh"
export HTTPS_PROXY=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 NO_PROXY= no_proxy=
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=sum.golang.org go list -m all
