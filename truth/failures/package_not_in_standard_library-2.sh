# signature: package_not_in_standard_library
# says: a package of the module itself was not copied
printf 'module shop\n\ngo 1.19\n' > go.mod
printf 'package shop\n\nimport _ "shop/internal/made"\n' > shop.go
go build .
