# signature: nvml_found_too_early
# says: a program leaves a function to be found later, and was linked to find all at its start
cat > main.c <<'END'
int nvmlInit_v2(void);

int main(void) {
	return nvmlInit_v2();
}
END
gcc -o app main.c -Wl,--export-dynamic -Wl,--unresolved-symbols=ignore-in-object-files -Wl,-z,now
./app
