# signature: test_flag_for_one_package
# says: a profile of several packages
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
for p in a b; do mkdir $p && echo "package $p" > $p/${p}_test.go; done
go test -cpuprofile=cpu.out ./...
