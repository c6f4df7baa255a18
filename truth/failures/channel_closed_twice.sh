# signature: channel_closed_twice
# says: a channel is closed twice
cat > main.go <<'END'
package main

func main() {
	done := make(chan int)
	close(done)
	close(done)
}
END
go run main.go
