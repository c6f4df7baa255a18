# signature: go_mod_out_of_date
# says: go.mod lacks what a replaced module requires
mkdir dep far
printf 'module example.com/dep\n\ngo 1.19\n\nrequire example.com/far v1.1.0\n' > dep/go.mod
printf 'package dep\n' > dep/dep.go
printf 'module example.com/far\n' > far/go.mod
printf 'package far\n' > far/far.go
printf 'module example.com/m\n\ngo 1.19\n\nrequire (\n\texample.com/dep v1.0.0\n\texample.com/far v1.0.0\n)\n\nreplace (\n\texample.com/dep => ./dep\n\texample.com/far => ./far\n)\n' > go.mod
printf 'package m\n\nimport (\n\t_ "example.com/dep"\n\t_ "example.com/far"\n)\n' > m.go
go build .
