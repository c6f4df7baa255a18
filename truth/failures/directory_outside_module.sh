# signature: directory_outside_module
# says: a directory is built that is in no module
mkdir m other
printf 'module example.com/m\n\ngo 1.19\n' > m/go.mod
printf 'package other\n' > other/o.go
cd m && go build ../other
