# signature: checksum_entry_not_there
# says: go.sum has no line for a module that is required
. "$PARTS/proxy.sh"
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GOPROXY=file://$PWD/proxy GOSUMDB=off go build .
