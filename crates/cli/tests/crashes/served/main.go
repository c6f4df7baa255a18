// A server that recovers from a panic and writes it down.
package main

import (
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"
)

type order struct {
	id   int
	next *order
}

//go:noinline
func served(o *order) int { return o.next.id }

func main() {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served(&order{}) }))
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	http.Get(s.URL)
	time.Sleep(50 * time.Millisecond)
	os.Exit(1)
}
