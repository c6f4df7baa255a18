# A package whose C code uses what the headers here do not have: a constant, a field, a type, an argument.
cat > go.mod <<'EOF'
module example.com/picture
go 1.19
EOF
cat > main.go <<'EOF'
package main

/*
struct image { int width; };
static int blend(void) { return VIPS_BLEND_MODE_OVER; }
static int pages(struct image *i) { return i->pages; }
static img_t *none(void) { return 0; }
static int one(int a) { return a; }
static int two(void) { return one(1, 2); }
*/
import "C"

func main() { println(C.blend(), C.pages(nil), C.two()) }
EOF
