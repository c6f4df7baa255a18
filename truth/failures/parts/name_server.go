// A name server, and who asks it.
package main

import (
	"context"
	"net"
	"time"
)

// ask looks a name up at a server of our own, which answers with the given code and bytes.
func ask(name string, answer func(question []byte) []byte) error {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		question := make([]byte, 512)
		for {
			length, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			if said := answer(question[:length]); said != nil {
				server.WriteTo(said, from)
			}
		}
	}()
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	_, err = resolver.LookupHost(ctx, name)
	return err
}
