# signature: program_not_executable
# says: sh starts a program without the x bit
echo 'int main(void) { return 0; }' | gcc -x c - -o app
chmod -x app
sh -c ./app
