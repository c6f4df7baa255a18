# signature: assembly_for_another_processor
# says: GOARCH=arm64 with the C compiler of an amd64 machine
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC=gcc go build main.go
