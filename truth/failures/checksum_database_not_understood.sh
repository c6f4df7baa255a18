# signature: checksum_database_not_understood
# says: GOSUMDB is no name of a database
. "$PARTS/proxy.sh"
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=on go list -m all
