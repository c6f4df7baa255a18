# signature: library_not_readable
# says: a library is closed to the user who starts the program
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="$PWD/lib/libquokka.so" go build -o app main.go
chmod 755 . app
chmod 000 lib/libquokka.so
if [ "$(id -u)" = 0 ]; then
	setpriv --reuid=65534 --clear-groups ./app
else
	./app
fi
