# signature: plugin_of_another_build
# says: a package that plugin and host share is changed between their builds
mkdir shared part
cat > go.mod <<'END'
module example.com/host

go 1.18
END
cat > shared/shared.go <<'END'
package shared

func Version() int { return 1 }
END
cat > main.go <<'END'
package main

import (
	"plugin"

	"example.com/host/shared"
)

func main() {
	println(shared.Version())
	if _, err := plugin.Open("part.so"); err != nil {
		panic(err)
	}
}
END
cat > part/main.go <<'END'
package main

import "example.com/host/shared"

func Version() int { return shared.Version() }

func main() {}
END
CGO_ENABLED=1 go build -o host .
sed -i 's/return 1/return 2/' shared/shared.go
CGO_ENABLED=1 go build -buildmode=plugin -o part.so ./part
./host
