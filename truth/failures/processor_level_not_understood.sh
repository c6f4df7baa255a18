# signature: processor_level_not_understood
# says: GOMIPS and GOPPC64 with words that are none of theirs
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOMIPS=soft GOARCH=mips go build .
GOPPC64=8 GOARCH=ppc64le go build .
