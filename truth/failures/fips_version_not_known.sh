# signature: fips_version_not_known
# says: GOFIPS140 of a version that is not there
# since: Go 1.24
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOFIPS140=v9.0.0 go build .
