# signature: workspace_says_older_go
# says: go.work has an older go line than a module in it
# since: Go 1.21
mkdir a
printf 'go 1.18\n\nuse ./a\n' > go.work
printf 'module example.com/a\n\ngo 1.21\n' > a/go.mod
printf 'package a\n' > a/a.go
cd a && go build .
