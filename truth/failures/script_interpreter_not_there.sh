# signature: script_interpreter_not_there
# says: a script names a shell that is not here
printf '#!/usr/bin/no-such-sh\necho started\n' > entrypoint.sh
chmod +x entrypoint.sh
./entrypoint.sh
