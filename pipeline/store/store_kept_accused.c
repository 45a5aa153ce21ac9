/* The parcels that open cases accuse, for `accuracy draw --parcels`. */
#include "store/store_kept.h"

static const char kind[8] = "LTACC01"; /* with the number of the format */

static void code_accused(struct codec *c, void *value)
{
    struct lt_kept_accused *v = value;
    codec_count(c, &v->count);
    v->sequences = codec_items(c, v->sequences, v->count, sizeof *v->sequences);
    for (size_t i = 0; codec_good(c) && i < v->count; i++) {
        codec_u64(c, &v->sequences[i]);
    }
}

enum lt_status lt_kept_accused_publish(const struct lt_publication *publication, lt_period period,
                                       const struct lt_kept_accused *accused, struct lt_error *err)
{
    struct lt_kept_accused copy = *accused; /* writing leaves what it points to untouched */
    return kept_beside_write(publication, period, LT_KEPT_ACCUSED, kind, code_accused, &copy, err);
}

enum lt_status lt_kept_accused_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                    struct lt_kept_accused *ret_accused, struct lt_error *err)
{
    struct lt_kept_accused accused = {0};
    const enum lt_status status =
        kept_beside_read(path, kind, code_accused, &accused, arena, ret_kept, err);
    if (status == LT_OK && *ret_kept) {
        *ret_accused = accused;
    }
    return status;
}
