# signature: directory_outside_module
# says: go build ./... above all modules
mkdir -p m
printf 'module example.com/m\n\ngo 1.19\n' > m/go.mod
go build ./...
