# signature: script_with_windows_line_ends
# says: a script whose lines end as on Windows
printf '#!/usr/bin/env bash\r\necho started\r\n' >entrypoint.sh
chmod +x entrypoint.sh
./entrypoint.sh
