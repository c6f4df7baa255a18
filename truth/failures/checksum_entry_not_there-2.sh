# signature: checksum_entry_not_there
# says: go.sum was not copied into the image
mkdir dep
printf 'module example.com/m\n\ngo 1.19\n\nrequire (\n\texample.com/dep v1.0.0\n\texample.com/far v1.0.0\n)\n' > go.mod
printf 'package m\n\nimport _ "example.com/far/x"\n' > m.go
GOPROXY=off go vet ./...
