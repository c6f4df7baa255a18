# signature: word_in_go_mod_not_known
# says: go.mod has a block that this Go does not know
printf 'module example.com/m\n\ngo 1.19\n\nrequires (\n\texample.com/dep v1.0.0\n)\n' > go.mod
printf 'package m\n' > m.go
go build .
