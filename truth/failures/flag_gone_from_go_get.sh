# signature: flag_gone_from_go_get
# says: go get -insecure
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go get -insecure example.com/dep
