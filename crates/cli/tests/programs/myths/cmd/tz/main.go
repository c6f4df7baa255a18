// Asks for a time zone, and says the first second of 1970 in the one it runs in.
package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println(time.LoadLocation("Asia/Shanghai"))
	fmt.Println(time.Unix(0, 0))
}
