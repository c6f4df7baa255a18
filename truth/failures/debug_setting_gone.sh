# signature: debug_setting_gone
# says: GODEBUG asks for a check that moved to build time
# since: Go 1.21
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
go build -o app main.go
GODEBUG=cgocheck=2 ./app
