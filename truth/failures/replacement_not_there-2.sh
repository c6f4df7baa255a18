# signature: replacement_not_there
# says: go mod download before the replacement is copied
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n' > go.mod
go mod download
mkdir dep
go mod download
