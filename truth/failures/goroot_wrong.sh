# signature: goroot_wrong
# says: GOROOT is the directory bin inside of a tree of Go
root=$(go env GOROOT)
cat > main.go <<'GO'
package main

import "fmt"

func main() { fmt.Println() }
GO
printf 'module example.com/app\n\ngo 1.19\n' > go.mod
GOROOT="$root/bin" go list -deps -e -f '{{with .Error}}{{.}}{{end}}' .
