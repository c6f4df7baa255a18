# signature: debug_setting_gone
# says: GODEBUG asks for a check that moved to build time
# since: Go 1.21
cat > main.go <<'END'
package main

func main() {
	println("here")
}
END
go build -o app main.go
GODEBUG=cgocheck=2 ./app
