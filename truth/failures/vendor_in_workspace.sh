# signature: vendor_in_workspace
# says: go mod vendor below a go.work
# since: Go 1.22
printf 'go 1.22\n\nuse .\n' > go.work
printf 'module example.com/m\n\ngo 1.22\n' > go.mod
go mod vendor
