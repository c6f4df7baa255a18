# signature: everything_waits
# says: main waits for a message that nobody sends
cat > main.go <<'END'
package main

func main() {
	<-make(chan int)
}
END
go run main.go
