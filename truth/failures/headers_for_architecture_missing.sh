# signature: headers_for_architecture_missing
# says: GOARCH=386 where gcc has headers for 64 bits only
cp "$PARTS/c_of_system.go" main.go
CGO_ENABLED=1 GOOS=linux GOARCH=386 CC=gcc go build main.go
