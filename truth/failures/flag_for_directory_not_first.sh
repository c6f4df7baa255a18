# signature: flag_for_directory_not_first
# says: -C behind another flag
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go build -v -C . ./...
