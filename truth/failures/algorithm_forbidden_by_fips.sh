# signature: algorithm_forbidden_by_fips
# says: a program that hashes by MD5 is started in strict FIPS mode
# since: Go 1.24
cat > main.go <<'END'
package main

import (
	"crypto/md5"
	"fmt"
)

func main() {
	fmt.Println(md5.Sum(nil))
}
END
go build -o app main.go
GODEBUG=fips140=only ./app
