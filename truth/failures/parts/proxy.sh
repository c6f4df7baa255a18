# A directory, proxy, that answers as a module proxy does and knows example.com/dep v1.0.0, and a module that requires it.
mkdir -p proxy/example.com/dep/@v
printf '{"Version":"v1.0.0"}' > proxy/example.com/dep/@v/v1.0.0.info
printf 'module example.com/dep\n' > proxy/example.com/dep/@v/v1.0.0.mod
base64 -d > proxy/example.com/dep/@v/v1.0.0.zip <<END
UEsDBBQAAAAAAAAAIQDTIXdzFwAAABcAAAAdAAAAZXhhbXBsZS5jb20vZGVwQHYxLjAuMC9nby5tb2Rtb2R1bGUgZXhhbXBsZS5jb20vZGVwClBLAwQUAAAAAAAAACEAvTQ51AwAAAAMAAAAHQAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZGVwLmdvcGFja2FnZSBkZXAKUEsBAhQDFAAAAAAAAAAhANMhd3MXAAAAFwAAAB0AAAAAAAAAAAAAAIABAAAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZ28ubW9kUEsBAhQDFAAAAAAAAAAhAL00OdQMAAAADAAAAB0AAAAAAAAAAAAAAIABUgAAAGV4YW1wbGUuY29tL2RlcEB2MS4wLjAvZGVwLmdvUEsFBgAAAAACAAIAlgAAAJkAAAAAAA==
END
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n' > go.mod
