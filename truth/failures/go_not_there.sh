# signature: go_not_there
# says: a script calls go where its directory is not on the PATH
printf '#!/bin/bash\ngo build ./...\n' > build.sh
PATH=/nowhere /bin/bash build.sh
