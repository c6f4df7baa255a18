# signature: fuzzing_not_possible_so
# says: -fuzz and a profile of the coverage
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m_test.go
go test -fuzz=. -coverprofile=c.out .
