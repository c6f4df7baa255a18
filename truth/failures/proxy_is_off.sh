# signature: proxy_is_off
# says: GOPROXY=off, and a module is wanted that is not in the cache
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
printf 'example.com/dep v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nexample.com/dep v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n' > go.sum
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GOPROXY=off go build .
