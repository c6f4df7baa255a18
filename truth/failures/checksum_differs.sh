# signature: checksum_differs
# says: go.sum has another checksum than the module that is fetched
mkdir -p proxy/example.com/dep/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
printf 'module example.com/dep\n' > proxy/example.com/dep/@v/v1.0.0.mod
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
printf 'example.com/dep v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n' > go.sum
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GOPROXY=file://$PWD/proxy GOSUMDB=off go mod download
