# signature: package_outside_gopath
# says: GO111MODULE=off, and a package is not below GOPATH
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GO111MODULE=off go build .
