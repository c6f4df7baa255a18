# signature: int_too_small
# says: constants above 2^31 are handed on as int, and the build is for arm
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nfunc take(int) {}\n\nfunc init() {\n\ttake(0xFFFFFFFF)\n\t_ = int(1 << 40)\n\tvar n int\n\tif n > 1<<31 {\n\t\tn = n + 4294967296\n\t}\n\t_ = []interface{}{1 << 40}\n}\n' > m.go
GOARCH=arm go build .
