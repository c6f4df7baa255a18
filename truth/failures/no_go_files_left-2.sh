# signature: no_go_files_left
# says: the only file of a package is built for Windows alone
mkdir w
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package w\n' > w/w_windows.go
go build ./w
