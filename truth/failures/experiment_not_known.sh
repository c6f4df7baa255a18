# signature: experiment_not_known
# says: GOEXPERIMENT names an experiment that is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOEXPERIMENT=nosuch go build .
