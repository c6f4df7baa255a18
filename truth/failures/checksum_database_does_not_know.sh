# signature: checksum_database_does_not_know
# says: the checksum database cannot see a private module
. "$PARTS/answer.sh" '404 Not Found' 'X: y'
. "$PARTS/proxy.sh"
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB="sum.golang.org http://127.0.0.1:$(cat port)" go list -m all
kill $!
