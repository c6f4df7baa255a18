# signature: modules_setting_not_understood
# says: YAML has made true of on
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GO111MODULE=true go build .
