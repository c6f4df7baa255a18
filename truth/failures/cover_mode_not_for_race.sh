# signature: cover_mode_not_for_race
# says: -race, and a way of counting that is not safe for goroutines
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
CGO_ENABLED=1 go test -race -covermode=set .
