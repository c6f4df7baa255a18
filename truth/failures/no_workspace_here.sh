# signature: no_workspace_here
# says: go work sync without a go.work
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOWORK=off go work sync
