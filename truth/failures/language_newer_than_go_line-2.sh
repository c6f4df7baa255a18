# signature: language_newer_than_go_line
# says: range over a number and min, and a go line before 1.21
printf 'module example.com/m\n\ngo 1.17\n' > go.mod
printf 'package m\n\nfunc Sum(a []int) (n int) {\n\tfor i := range 3 {\n\t\tn += i\n\t}\n\tn = min(n, 2)\n\tclear(a)\n\tvar x any = n\n\t_ = x\n\tfor range func(func() bool) {} {}\n\t_ = [2]int(a)\n\treturn n\n}\n\ntype A[T interface{}] = []T\n' > m.go
go build .
