# signature: c_plus_plus_library_not_linked
# says: an archive of C++ objects is linked without the C++ library
mkdir lib
cat > one.cc <<'CC'
#include <string>
extern "C" int one(void) { std::string *s = new std::string("x"); int n = s->size(); delete s; return n; }
CC
g++ -c one.cc -o one.o
ar rc lib/libone.a one.o
rm one.cc one.o
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lone" go build main.go
