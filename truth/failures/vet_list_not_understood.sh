# signature: vet_list_not_understood
# says: -vet with a name that is no check
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m_test.go
go test -vet=nosuchcheck .
