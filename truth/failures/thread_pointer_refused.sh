# signature: thread_pointer_refused
# says: a filter refuses arch_prctl to the dynamic loader
case $(uname -m) in x86_64) call=SYS_arch_prctl ;; *) call=SYS_set_tid_address ;; esac
gcc -static -DCALL=$call -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
printf 'int main(void) { return 0; }' > app.c && gcc -o app app.c
./filter ./app
