# signature: x11_headers_missing
# says: a package includes X11/Xlib.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" X11/Xlib.h
