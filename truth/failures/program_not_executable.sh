# signature: program_not_executable
# says: a program without the x bit
echo 'int main(void) { return 0; }' | gcc -x c - -o app
chmod -x app
./app
