#include "bench_generate.h"
enum lt_status bench_scale(const char *folder, const struct bench_scale_options *options,
                           struct lt_error *err)
{
    return lt_fail(err, LT_E_USAGE, "scale is not built yet (%s %d)", folder, options->shuffle);
}
