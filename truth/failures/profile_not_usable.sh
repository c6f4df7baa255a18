# signature: profile_not_usable
# says: default.pgo is no profile
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
echo "version https://git-lfs.github.com/spec/v1" > default.pgo
go build .
