# signature: plugin_host_is_static
# says: a host that is linked statically opens a plugin
cat > host.go <<'END'
package main

import "plugin"

func main() {
	if _, err := plugin.Open("part.so"); err != nil {
		panic(err)
	}
}
END
printf 'package main\n\nfunc main() {}\n' > part.go
CGO_ENABLED=1 go build -ldflags '-linkmode external -extldflags -static' -o host host.go 2> warnings
CGO_ENABLED=1 go build -buildmode=plugin -o part.so part.go
./host
