# signature: language_newer_than_go_line
# says: go.mod says go 1.12, and the code shifts by a signed count
printf 'module example.com/m\n\ngo 1.12\n' > go.mod
printf 'package m\n\nfunc F(n int) int { return 1 << n }\n' > m.go
go build .
