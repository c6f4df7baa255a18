# signature: major_version_not_in_path
# says: a version from 2 on, and a path without it
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v2.1.0\n' > go.mod
printf 'package m\n' > m.go
go build .
