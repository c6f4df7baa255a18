# signature: checksum_database_not_reached
# says: the module comes from a directory, and nobody listens on the way to the checksum database
mkdir -p proxy/example.com/dep/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
printf 'module example.com/dep\n' > proxy/example.com/dep/@v/v1.0.0.mod
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
export HTTPS_PROXY=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 NO_PROXY= no_proxy=
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=sum.golang.org go list -m all
