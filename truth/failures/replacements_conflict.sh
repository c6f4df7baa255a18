# signature: replacements_conflict
# says: two modules of a workspace replace a third by different directories
printf 'go 1.19\n\nuse (\n\t./a\n\t./b\n)\n' > go.work
for m in a b; do
  mkdir -p $m $m-x
  printf 'module example.com/%s\n\ngo 1.19\n\nrequire example.com/x v1.0.0\n\nreplace example.com/x => ../%s-x\n' $m $m > $m/go.mod
  printf 'package %s\n' $m > $m/$m.go
  printf 'module example.com/x\n\ngo 1.19\n' > $m-x/go.mod
done
go build ./a
