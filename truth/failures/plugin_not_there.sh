# signature: plugin_not_there
# says: a plugin is opened by a name that leads nowhere
cat > main.go <<'END'
package main

import "plugin"

func main() {
	if _, err := plugin.Open("plugins/part.so"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=1 go run main.go
