# signature: time_zone_not_found
# says: the error of LoadLocation is thrown away, and a time is asked for in the zone that is not there
cat > main.go <<'END'
package main

import (
	"fmt"
	"time"
)

func main() {
	zone, _ := time.LoadLocation("Europe/Nowhere")
	fmt.Println(time.Now().In(zone))
}
END
go run main.go
