/* accuracy draw: its options. */
#include "cli/cli_accuracy.h"

#include <string.h>

#include "cli/cli_run.h"
#include "support/text.h"

static enum lt_status read_map(const struct lt_arguments *arguments,
                               struct lt_draw_options *options, struct lt_error *err)
{
    const char *map = lt_argument(arguments, "map", NULL);
    options->run.raster = lt_argument(arguments, "raster", NULL);
    if (map == NULL) {
        return LT_OK;
    }
    if (options->run.raster != NULL) {
        return lt_fail(err, LT_E_USAGE, "--map and --raster name two maps; give one");
    }
    return lt_period_parse(map, &options->map)
               ? LT_OK
               : lt_fail(err, LT_E_USAGE, "'%s' is no half-year; write it as 2026H1 or 2026H2",
                         map);
}

static enum lt_status read_target(const struct lt_arguments *arguments,
                                  struct lt_draw_options *options, struct lt_error *err)
{
    enum lt_status status;
    long points, minimum;
    const char *target = lt_argument(arguments, "target-se", NULL);
    const char *least = lt_argument(arguments, "least", "0.5");
    LT_TRY(lt_argument_number(arguments, "points", 2, 10000000, 0, &points, err));
    LT_TRY(lt_argument_number(arguments, "minimum", 2, 100000, 50, &minimum, err));
    options->points = (uint64_t)points;
    options->minimum = (uint64_t)minimum;
    if (target != NULL && !lt_accuracy_area(target, &options->target_se_m2)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no area; write it as 10wanmu", target);
    }
    if (target == NULL && points == 0) {
        return lt_fail(err, LT_E_USAGE,
                       "say how sure it is to be: --target-se 10wanmu, or --points N");
    }
    if (!lt_parse_double(least, &options->least_share) || !(options->least_share >= 0.0) ||
        options->least_share > 50.0) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no share; --least takes 0 … 50 percent", least);
    }
    options->least_share /= 100.0;
out:
    return status;
}

/* "2,5,15": ascending, above 0. */
static enum lt_status read_bins(const char *given, struct lt_draw_parcels_options *options,
                                struct lt_error *err)
{
    const char *at = given;
    while (*at != '\0') {
        char number[32];
        const size_t length = strcspn(at, ",");
        double bound;
        const size_t count = options->bound_count;
        if (count == LT_SIZE_BINS_MAX || length == 0 || length >= sizeof number) {
            break;
        }
        memcpy(number, at, length);
        number[length] = '\0';
        if (!lt_parse_double(number, &bound) || !(bound > 0.0) ||
            (count > 0 && !(bound > options->bounds_mu[count - 1]))) {
            break;
        }
        options->bounds_mu[options->bound_count++] = bound;
        at += length + (at[length] == ',');
    }
    return *at == '\0' ? LT_OK
                       : lt_fail(err, LT_E_USAGE,
                                 "'%s' are no size bins; write them as 2,5,15, ascending", given);
}

enum lt_status lt_accuracy_draw_parcels(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_draw_parcels_options options = {0};
    struct lt_arguments shifted = *arguments; /* the config stands behind the word draw */
    long seed, points, minimum;
    shifted.positional[0] = arguments->positional[1];
    LT_TRY(lt_run_options_from(&shifted, &options.run, err));
    LT_TRY(lt_argument_number(arguments, "seed", 0, 2000000000, 1, &seed, err));
    LT_TRY(lt_argument_number(arguments, "points", 2, 10000000, 0, &points, err));
    LT_TRY(lt_argument_number(arguments, "minimum", 2, 100000, 50, &minimum, err));
    LT_TRY(read_bins(lt_argument(arguments, "bins", "2,5,15"), &options, err));
    options.seed = (uint64_t)seed;
    options.points = (uint64_t)points;
    options.minimum = (uint64_t)minimum;
    options.folder = lt_argument(arguments, "output", NULL);
    if (options.folder == NULL) {
        return lt_fail(err, LT_E_USAGE, "say where the lists are to go: -o DIR");
    }
    LT_TRY(lt_draw_parcels(&options, err));
out:
    return status;
}

enum lt_status lt_accuracy_draw(const struct lt_arguments *arguments, struct lt_error *err)
{
    static const char *const choices[] = {"auto", "season", "year", NULL};
    enum lt_status status;
    struct lt_draw_options options = {0};
    struct lt_arguments shifted = *arguments; /* the config stands behind the word draw */
    int by;
    long seed, buffer;
    shifted.positional[0] = arguments->positional[1];
    LT_TRY(lt_run_options_from(&shifted, &options.run, err));
    LT_TRY(read_map(arguments, &options, err));
    LT_TRY(read_target(arguments, &options, err));
    LT_TRY(lt_argument_number(arguments, "seed", 0, 2000000000, 1, &seed, err));
    LT_TRY(lt_argument_number(arguments, "buffer", 0, 16, 1, &buffer, err));
    LT_TRY(lt_argument_choice(arguments, "by", choices, 0, &by, err));
    options.by = (enum lt_draw_by)by;
    options.by_county = lt_argument_given(arguments, "by-county");
    options.seed = (uint64_t)seed;
    options.buffer = (uint32_t)buffer;
    options.shares = lt_argument(arguments, "shares", NULL);
    options.folder = lt_argument(arguments, "output", NULL);
    if (options.folder == NULL) {
        return lt_fail(err, LT_E_USAGE, "say where the lists are to go: -o DIR");
    }
    LT_TRY(lt_draw(&options, err));
out:
    return status;
}
