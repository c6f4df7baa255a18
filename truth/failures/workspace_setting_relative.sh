# signature: workspace_setting_relative
# says: GOWORK is a relative path
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOWORK=go.work go list .
