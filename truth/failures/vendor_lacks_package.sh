# signature: vendor_lacks_package
# says: a package is imported that vendor does not have
mkdir -p vendor
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
printf '# example.com/dep v1.0.0\n## explicit\n' > vendor/modules.txt
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
go build .
