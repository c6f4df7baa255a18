// serves has a number of goroutines and a heap of so many megabytes, and serves its profiles.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"strconv"
)

var heap [][]byte

func main() {
	goroutines, _ := strconv.Atoi(os.Args[1])
	megabytes, _ := strconv.Atoi(os.Args[2])
	for range goroutines {
		go func() { select {} }()
	}
	for range megabytes {
		heap = append(heap, make([]byte, 1<<20))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, nil))
}
