// web fetches a page and says when, in a time zone of the user's choice.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	zone, err := time.LoadLocation(os.Getenv("ZONE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if len(os.Args) < 2 {
		fmt.Println("web", time.Unix(0, 0).In(zone).Format(time.RFC3339))
		return
	}
	answer, err := http.Get(os.Args[1])
	fmt.Println(answer, err)
}
