# signature: time_zone_not_found
# says: a zone is asked for where no zone is
cat > main.go <<'END'
package main

import "time"

func main() {
	if _, err := time.LoadLocation("Asia/Shangai"); err != nil {
		panic(err)
	}
}
END
go run main.go
