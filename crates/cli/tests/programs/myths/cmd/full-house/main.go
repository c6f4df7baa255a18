// Serves clients of its own that use up all files, looks up a name meanwhile, and answers again when they have gone.
package main

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { fmt.Println("served:", http.Serve(listener, nil)) }()
	var clients []net.Conn
	for range [64]int{} {
		client, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			break
		}
		clients = append(clients, client)
	}
	time.Sleep(200 * time.Millisecond)
	_, err = net.LookupHost("localhost")
	fmt.Println("lookup:", err)
	for _, client := range clients {
		client.Close()
	}
	time.Sleep(1500 * time.Millisecond)
	answer, err := http.Get("http://" + listener.Addr().String())
	if answer == nil {
		panic(err)
	}
	fmt.Println("afterwards:", answer.Status, err)
}
