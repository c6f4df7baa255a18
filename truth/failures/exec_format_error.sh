# signature: exec_format_error
# says: bash starts a program for another architecture
# ppc64, big-endian: no emulator takes the rest of a header that is cut off
printf '\177ELF\002\002\001\000\000\000\000\000\000\000\000\000\000\002\000\000' > app
head -c 4000 /dev/zero >> app
chmod +x app
bash -c ./app
sh -c ./app
