# signature: too_many_open_files
# says: a program with cgo starts with no file left to open: its loader cannot open the C library
cat > main.c <<'X'
int main(void) { return 0; }
X
gcc -o app main.c || exit
ulimit -n 3
./app
