# signature: major_version_not_in_path
# says: a path with /v2, and a version before 2
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep/v2 v1.1.0\n' > go.mod
printf 'package m\n' > m.go
go build .
