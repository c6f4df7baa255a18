# signature: tags_with_commas
# says: -tags with a blank and a comma
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
go build -tags 'netgo osusergo,sqlite' .
