// opens has a file open more every few milliseconds, up to a number, and then waits.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	most, _ := strconv.Atoi(os.Args[1])
	pause, _ := time.ParseDuration(os.Args[2])
	var files []*os.File
	for len(files) < most {
		file, err := os.Open(os.DevNull)
		if err != nil {
			fmt.Println(err)
			break
		}
		files = append(files, file)
		time.Sleep(pause)
	}
	fmt.Println("open")
	time.Sleep(time.Minute)
}
