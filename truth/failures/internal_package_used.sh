# signature: internal_package_used
# says: a package below internal is imported from another tree
mkdir -p dep/internal/x
printf 'module example.com/dep\n' > dep/go.mod
printf 'package x\n' > dep/internal/x/x.go
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n' > go.mod
printf 'package m\n\nimport _ "example.com/dep/internal/x"\n' > m.go
go build .
