# signature: package_of_module_not_there
# says: a module is there, and the package in it is not
. "$PARTS/proxy.sh"
printf 'v1.0.0\n' > proxy/example.com/dep/@v/list
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "example.com/dep/sub"\n' > m.go
export GOFLAGS=-modcacherw GOPROXY=file://$PWD/proxy GOSUMDB=off
go get example.com/dep/sub@v1.0.0
go mod tidy
