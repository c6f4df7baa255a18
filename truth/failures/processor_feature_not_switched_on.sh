# signature: processor_feature_not_switched_on
# says: the C code of a package uses instructions of the processor that the compiler was not told to use
cat > main.go <<'GO'
package main

/*
#if defined(__aarch64__)
#include <arm_neon.h>
static int one(void) {
	return vgetq_lane_s32(vdotq_s32(vdupq_n_s32(0), vdupq_n_s8(1), vdupq_n_s8(1)), 0);
}
#else
#include <immintrin.h>
static int one(void) {
	return _mm256_extract_epi32(_mm256_add_epi32(_mm256_set1_epi32(1), _mm256_set1_epi32(2)), 0);
}
#endif
*/
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
