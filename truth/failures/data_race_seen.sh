# signature: data_race_seen
# says: two goroutines write one variable
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nvar n int\n\nfunc main() {\n\tdone := make(chan int)\n\tgo func() { n++; done <- 1 }()\n\tn++\n\t<-done\n}\n' > main.go
CGO_ENABLED=1 go run -race .
