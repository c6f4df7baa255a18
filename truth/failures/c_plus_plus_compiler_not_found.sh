# signature: c_plus_plus_compiler_not_found
# says: a package has a C++ file and there is no C++ compiler
printf 'module app\n\ngo 1.19\n' > go.mod
cp "$PARTS/c_elsewhere.go" main.go
cat > one.cc <<'CC'
extern "C" int one(void) { return 1; }
CC
CGO_ENABLED=1 CXX=no-such-g++ go build
