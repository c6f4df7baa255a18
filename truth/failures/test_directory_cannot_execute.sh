# signature: test_directory_cannot_execute
# says: tests are built on a file system that is mounted noexec
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n' > m_test.go
mkdir tmp
unshare -rm sh -c 'mount -t tmpfs -o noexec none tmp && GOTMPDIR=$PWD/tmp go test .'
