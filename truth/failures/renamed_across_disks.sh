# signature: renamed_across_disks
# says: a program makes a file on one file system and renames it into another
cat > main.go <<'END'
package main

import (
	"log"
	"os"
)

func main() {
	if err := os.WriteFile("other/part", nil, 0o600); err != nil {
		log.Fatal(err)
	}
	log.Fatal(os.Rename("other/part", "whole"))
}
END
CGO_ENABLED=0 go build -o app main.go
mkdir other
unshare -rm sh -c 'mount -t tmpfs none other && ./app'
