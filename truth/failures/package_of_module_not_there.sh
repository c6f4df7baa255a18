# signature: package_of_module_not_there
# says: a module is there, and the package in it is not
mkdir -p proxy/example.com/dep/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
printf 'module example.com/dep\n' > proxy/example.com/dep/@v/v1.0.0.mod
printf 'v1.0.0\n' > proxy/example.com/dep/@v/list
base64 -d > proxy/example.com/dep/@v/v1.0.0.zip <<END
UEsDBBQAAAAAAAAAIQDTIXdzFwAAABcAAAAdAAAAZXhhbXBsZS5jb20vZGVwQHYxLjAuMC9nby5tb2Rtb2R1bGUgZXhhbXBsZS5jb20vZGVwClBLAwQUAAAAAAAAACEAvTQ51AwAAAAMAAAAHQAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZGVwLmdvcGFja2FnZSBkZXAKUEsBAhQDFAAAAAAAAAAhANMhd3MXAAAAFwAAAB0AAAAAAAAAAAAAAIABAAAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZ28ubW9kUEsBAhQDFAAAAAAAAAAhAL00OdQMAAAADAAAAB0AAAAAAAAAAAAAAIABUgAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZGVwLmdvUEsFBgAAAAACAAIAlgAAAJkAAAAAAA==
END
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "example.com/dep/sub"\n' > m.go
export GOFLAGS=-modcacherw GOPROXY=file://$PWD/proxy GOSUMDB=off
go get example.com/dep/sub@v1.0.0
go mod tidy
