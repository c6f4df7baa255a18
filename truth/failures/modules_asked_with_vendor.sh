# signature: modules_asked_with_vendor
# says: go list -m all where vendor/ is
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
mkdir vendor && touch vendor/modules.txt
go list -m all
