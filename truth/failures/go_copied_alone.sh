# signature: go_copied_alone
# says: the go command without its tree
# since: Go 1.21
mkdir bin
cp "$(go env GOROOT)/bin/go" bin/go
bin/go env -changed GOROOT
bin/go build .
