# signature: language_newer_than_go_line
# says: generics, and a go line before 1.18
printf 'module example.com/m\n\ngo 1.17\n' > go.mod
printf 'package m\n\nfunc First[T any](all []T) T { return all[0] }\n' > m.go
go build .
