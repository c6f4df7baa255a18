# signature: checksum_differs
# says: go.sum has another checksum than the module that is fetched
. "$PARTS/proxy.sh"
printf 'example.com/dep v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n' > go.sum
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GOPROXY=file://$PWD/proxy GOSUMDB=off go mod download
