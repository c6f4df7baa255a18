# signature: lfs_pointer_in_place_of_file
# says: a file of code was checked out as the pointer that Git LFS keeps in its place
printf 'module example.com/m\n\ngo 1.19\n' >go.mod
cat >tables.go <<'POINTER'
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
POINTER
go build ./...
