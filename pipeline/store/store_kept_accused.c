/* The parcels that open cases accuse, for `accuracy draw --parcels`. */
#include "store/store_kept.h"

static const char kind[8] = "LTACC01"; /* with the number of the format */

static void code_accused(struct codec *c, struct lt_kept_accused *v)
{
    codec_count(c, &v->count);
    v->sequences = codec_items(c, v->sequences, v->count, sizeof *v->sequences);
    for (size_t i = 0; codec_good(c) && i < v->count; i++) {
        codec_u64(c, &v->sequences[i]);
    }
}

enum lt_status lt_kept_accused_publish(const struct lt_publication *publication, lt_period period,
                                       const struct lt_kept_accused *accused, struct lt_error *err)
{
    enum lt_status status;
    struct codec codec = {0};
    struct lt_kept_accused copy = *accused; /* writing leaves what it points to untouched */
    code_accused(&codec, &copy);
    LT_TRY(kept_beside_write(publication, period, LT_KEPT_ACCUSED, kind, &codec, err));
out:
    lt_text_finish(&codec.out);
    return status;
}

enum lt_status lt_kept_accused_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                    struct lt_kept_accused *ret_accused, struct lt_error *err)
{
    enum lt_status status;
    struct codec codec;
    struct lt_kept_accused accused = {0};
    LT_TRY(kept_beside_open(path, kind, arena, ret_kept, &codec, err));
    if (!*ret_kept) {
        return LT_OK;
    }
    code_accused(&codec, &accused);
    LT_TRY(codec_check(&codec, path, err));
    *ret_accused = accused;
out:
    return status;
}
