# signature: standard_library_torn
# says: a directory of the standard library is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "errors"\n' > m.go
root=$(go env GOROOT)
mkdir -p goroot/src
for there in "$root"/*; do [ "${there##*/}" = src ] || ln -s "$there" goroot/; done
for there in "$root"/src/*; do [ "${there##*/}" = internal ] || ln -s "$there" goroot/src/; done
GOROOT=$PWD/goroot go build .
