# signature: module_path_differs
# says: a fork is required by its own address, and its go.mod has the old path
mkdir -p proxy/example.com/fork/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/fork/@v/v1.0.0.info
printf 'module example.com/first\n' > proxy/example.com/fork/@v/v1.0.0.mod
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/fork v1.0.0\n' > go.mod
GOFLAGS=-mod=mod GOPROXY=file://$PWD/proxy GOSUMDB=off go list -m all
