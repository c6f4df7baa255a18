# Starts a server that answers each request with the status line and the header line that are given. Its port is in the
# file port; it ends by itself after a while, or when $! is killed.
gcc -w -o answer "$PARTS/answer.c"
./answer "$1" "$2" > port &
while [ ! -s port ]; do sleep 0.02; done
