# signature: alsa_headers_missing
# says: a package includes alsa/asoundlib.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" alsa/asoundlib.h
