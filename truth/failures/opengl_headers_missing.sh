# signature: opengl_headers_missing
# says: a package includes GL/gl.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" GL/gl.h
