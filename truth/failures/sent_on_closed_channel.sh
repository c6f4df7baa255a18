# signature: sent_on_closed_channel
# says: a message goes into a closed channel
cat > main.go <<'END'
package main

func main() {
	done := make(chan int, 1)
	close(done)
	done <- 1
}
END
go run main.go
