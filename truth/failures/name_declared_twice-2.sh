# signature: name_declared_twice
# says: a copy of a file is left beside it
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\ntype T struct{}\n\nfunc (T) Size() int { return 1 }\n' > t.go
cp t.go t_old.go
go build .
