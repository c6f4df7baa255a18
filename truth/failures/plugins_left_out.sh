# signature: plugins_left_out
# says: a program without cgo opens a plugin
cat > main.go <<'END'
package main

import "plugin"

func main() {
	if _, err := plugin.Open("part.so"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go run main.go
