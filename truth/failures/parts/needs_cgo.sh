# A module, MODULE at VERSION, of which PACKAGE has a file with C and one without, and a program that calls the one with C.
package=$1/$3
package=${package%/.}
name=${package##*/}
mkdir -p "module/$3"
printf 'module example.com/app\n\ngo 1.18\n\nrequire %s %s\n\nreplace %s => ./module\n' "$1" "$2" "$1" > go.mod
printf 'package main\n\nimport "%s"\n\nfunc main() {\n\tprintln(%s.New())\n}\n' "$package" "$name" > main.go
printf 'module %s\n' "$1" > module/go.mod
printf 'package %s\n' "$name" > "module/$3/doc.go"
printf 'package %s\n\nimport "C"\n\nfunc New() int { return 1 }\n' "$name" > "module/$3/c.go"
