# signature: too_much_data
# says: two variables of one and a half gigabytes each
cat > main.go <<'GO'
package main

var one, two [3 << 29]byte

func main() { one[5] = 1; two[len(one)-1] = one[5]; println(two[7]) }
GO
GOOS=linux GOARCH=amd64 CGO_ENABLED=0 go build main.go
