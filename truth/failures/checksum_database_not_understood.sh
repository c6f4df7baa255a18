# signature: checksum_database_not_understood
# says: GOSUMDB is no name of a database
mkdir -p proxy/example.com/dep/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
printf 'module example.com/dep\n' > proxy/example.com/dep/@v/v1.0.0.mod
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=on go list -m all
