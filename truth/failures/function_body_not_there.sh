# signature: function_body_not_there
# says: the body of a function is in an assembly file for amd64 alone
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nfunc add(a, b int) int\n\nvar Two = add(1, 1)\n' > m.go
printf '#include "textflag.h"\nTEXT ·add(SB),NOSPLIT,$0-24\n\tRET\n' > add_amd64.s
GOARCH=arm64 go build .
