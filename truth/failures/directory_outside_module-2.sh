# signature: directory_outside_module
# says: the packages of another module are asked for
mkdir -p m/sub
printf 'module example.com/m\n\ngo 1.19\n' > m/go.mod
printf 'module example.com/sub\n\ngo 1.19\n' > m/sub/go.mod
printf 'package sub\n' > m/sub/o.go
cd m && go build ./sub
