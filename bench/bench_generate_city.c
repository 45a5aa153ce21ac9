#include "bench_generate.h"
enum lt_status bench_city(const char *folder, struct lt_error *err)
{
    return lt_fail(err, LT_E_USAGE, "the city is not built yet (%s)", folder);
}
