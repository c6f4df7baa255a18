# signature: checksum_differs
# says: the files of a module differ from those that go.sum was written for
. "$PARTS/proxy.sh"
printf 'example.com/dep v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nexample.com/dep v1.0.0/go.mod h1:mhh2qvuaNXbD3WzHShoyLc7Bf3qxrveNlTFLAYg2RJ8=\n' > go.sum
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
GOFLAGS=-modcacherw GOPROXY=file://$PWD/proxy GOSUMDB=off go build .
