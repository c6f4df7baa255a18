# signature: word_in_go_mod_not_known
# says: go.mod has a line that this Go does not know
printf 'module example.com/m\n\ngo 1.19\n\ntoolchains go1.99\n' > go.mod
printf 'package m\n' > m.go
go build .
