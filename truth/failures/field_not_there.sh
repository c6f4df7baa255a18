# signature: field_not_there
# says: a struct literal names a field that the type does not have
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\ntype Server struct{}\n\nvar S = Server{MaxConns: 1}\n' > m.go
go build .
