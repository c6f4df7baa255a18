# signature: exec_format_error
# says: a shell reads a program for another processor as a script
uname -m
printf '\177ELF\1 x (\n' > prog-linux-mips
sh ./prog-linux-mips
