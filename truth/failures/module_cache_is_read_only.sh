# signature: module_cache_is_read_only
# says: rm of the module cache by a user who is not root
mkdir -p go/pkg/mod/example.com/dep@v1.0.0 && touch go/pkg/mod/example.com/dep@v1.0.0/go.mod && chmod a-w go/pkg/mod/example.com/dep@v1.0.0
if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups rm -rf "$PWD/go/pkg/mod/example.com/dep@v1.0.0"; else rm -rf "$PWD/go/pkg/mod/example.com/dep@v1.0.0"; fi
chmod -R u+w go
