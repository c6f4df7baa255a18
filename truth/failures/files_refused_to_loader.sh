# signature: files_refused_to_loader
# says: a filter refuses openat to the dynamic loader
gcc -static -DCALL=SYS_openat -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
printf 'int main(void) { return 0; }' > app.c && gcc -o app app.c
./filter ./app
