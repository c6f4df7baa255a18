# signature: goroot_not_of_this_go
# says: the compiler in GOROOT is of another release
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
root=$(go env GOROOT)
tools=pkg/tool/$(go env GOHOSTOS)_$(go env GOHOSTARCH)
here=$(go env GOVERSION)
here=${here%% *}
other=${here%?}$(((${here: -1} + 1) % 10))
mkdir -p goroot/pkg "goroot/${tools%/*}" "goroot/$tools"
for there in "$root"/* ; do [ "${there##*/}" = pkg ] || ln -s "$there" goroot/; done
for there in "$root"/pkg/*; do [ "${there##*/}" = tool ] || ln -s "$there" goroot/pkg/; done
for there in "$root/$tools"/*; do [ "${there##*/}" = compile ] || ln -s "$there" "goroot/$tools/"; done
LC_ALL=C sed "s/${here//./\\.}/$other/g" "$root/$tools/compile" > "goroot/$tools/compile"
chmod +x "goroot/$tools/compile"
GOROOT=$PWD/goroot go build .
