# signature: processor_too_old_for_library
# says: a program is marked as for a processor level that no processor has
cat > mark.S <<'S'
	.section .note.gnu.property,"a"
	.p2align 3
	.long 4, 16, 5
	.asciz "GNU"
	.long 0xc0008002, 4, 0x8000, 0
	.section .note.GNU-stack,"",@progbits
S
echo 'int main(void) { return 0; }' > app.c
gcc app.c mark.S -o app
./app
