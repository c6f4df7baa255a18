# signature: compiler_knows_not_the_machine_flag
# says: GOARCH=arm with a C compiler for amd64, which has no -marm
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=linux GOARCH=arm CC=gcc go build main.go
