# signature: vendor_out_of_date
# says: vendor/modules.txt does not say what go.mod says
mkdir -p vendor/example.com/dep
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
printf '# example.com/dep v0.9.0\nexample.com/dep\n' > vendor/modules.txt
printf 'package dep\n' > vendor/example.com/dep/dep.go
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
go build .
