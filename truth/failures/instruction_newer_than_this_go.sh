# signature: instruction_newer_than_this_go
# says: assembly with an instruction that this Go does not have
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc f()\n\nfunc main() { f() }\n' > main.go
printf 'TEXT \302\267f(SB),4,$0\n\tVNEWTHING X0, X1\n\tRET\n' > f.s
go build .
