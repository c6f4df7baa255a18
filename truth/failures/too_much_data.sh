# signature: too_much_data
# says: a variable of three gigabytes
cat > main.go <<'GO'
package main

var big [3 << 30]byte

func main() { println(big[len(big)-1]); big[5] = 1 }
GO
GOOS=linux GOARCH=amd64 CGO_ENABLED=0 go build main.go
