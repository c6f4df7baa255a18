# signature: int_too_small
# says: an array has more elements than an int of 32 bits can count
cat > go.mod <<'EOF'
module example.com/table
go 1.19
EOF
cat > main.go <<'EOF'
package main

type table [1 << 31]byte

func main() { var t *table; println(t) }
EOF
CGO_ENABLED=0 GOOS=linux GOARCH=386 go build -o /dev/null .
