# signature: work_directory_not_made
# says: GOTMPDIR names a directory that is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOTMPDIR=/nonexistent go build .
TMPDIR=/nonexistent go build .
TMPDIR=/proc go build .
