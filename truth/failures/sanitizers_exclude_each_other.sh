# signature: sanitizers_exclude_each_other
# says: -race and -msan at once
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
CGO_ENABLED=1 go build -race -msan .
