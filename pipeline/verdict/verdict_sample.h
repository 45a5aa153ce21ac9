/* What floors of area and of output share where a sample decides. */
#ifndef LT_VERDICT_SAMPLE_H
#define LT_VERDICT_SAMPLE_H

#include "liangtian/verdict.h"

/* One sample of two frames that do not meet. */
enum lt_status verdict_join(const struct lt_sample *a, const struct lt_sample *b,
                            struct lt_arena *arena, struct lt_sample *ret_both,
                            struct lt_error *err);
/* Compliance by `least` against `reach`, breach by `most` against `miss` (0 = not provable). */
enum lt_floor_decision verdict_decide(const struct lt_estimate *least, double reach,
                                      const struct lt_floor_test *meets,
                                      const struct lt_estimate *most, double miss,
                                      const struct lt_floor_test *fails, uint64_t *ret_more);

#endif
