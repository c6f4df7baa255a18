# signature: go_sum_not_understood
# says: a merge left its marks in go.sum
# since: Go 1.22
. "$PARTS/proxy.sh"
printf '<<<<<<< HEAD\nexample.com/dep v1.0.0\n>>>>>>> topic\n' > go.sum
printf 'package main\n\nimport _ "example.com/dep"\n\nfunc main() {}\n' > main.go
go build .
