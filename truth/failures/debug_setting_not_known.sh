# signature: debug_setting_not_known
# says: a //go:debug line names a setting that is not there
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.21\n' > go.mod
printf '//go:debug nosuch=1\n\npackage main\n\nfunc main() {}\n' > main.go
go build .
