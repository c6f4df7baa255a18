# signature: sort_function_of_other_slices
# says: a function that says less is given to a slices that wants a comparison
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/exp v0.0.0\n\nreplace example.com/exp => ./exp\n' > go.mod
mkdir -p exp/slices
printf 'module example.com/exp\n\ngo 1.19\n' > exp/go.mod
printf 'package slices\n\nfunc SortFunc[E any](x []E, cmp func(a, b E) int) {}\n' > exp/slices/sort.go
printf 'package m\n\nimport "example.com/exp/slices"\n\nfunc F(x []string) {\n\tslices.SortFunc(x, func(a, b string) bool { return a < b })\n}\n' > m.go
go build .
