/* accuracy assess --parcels: how often parcels are accused wrongly, and missed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli_accuracy.h"
#include "liangtian/reliability.h"
#include "liangtian/sample.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char *const measures[][3] = {
    {"false_accusation", "误判率（在册疑似中实地没有问题的）",
     "false accusation (of the accused, those that do not offend)"},
    {"missed", "未在册中实地有问题的", "missed (of the unaccused, those that offend)"},
    {"miss_rate", "漏判率（实地有问题的中未在册的）",
     "miss rate (of those that offend, the unaccused)"},
};
enum { MEASURES = sizeof measures / sizeof *measures };

static const struct lt_estimate *measure_of(const struct lt_reliability_bin *bin, int measure)
{
    const struct lt_estimate *const all[] = {&bin->false_accusation, &bin->missed, &bin->miss_rate};
    return all[measure];
}

/* --- print --- */

static void print_rate(const struct lt_reliability_bin *bin, int measure, bool english)
{
    const struct lt_estimate *rate = measure_of(bin, measure);
    const char *name = bin->bin == NULL ? (english ? "all" : "合计") : bin->bin;
    const uint64_t of[] = {bin->accused, bin->unaccused, bin->accused + bin->unaccused};
    const uint64_t seen[] = {bin->accused_seen, bin->unaccused_seen,
                             bin->accused_seen + bin->unaccused_seen};
    printf("  %s\t%llu/%llu\t", name, (unsigned long long)seen[measure],
           (unsigned long long)of[measure]);
    if (rate->method == LT_BY_NOTHING) {
        puts(english ? "unknown" : "未知");
    } else {
        printf("%.4f\t[%.4f, %.4f]\t%.4f\n", rate->value, rate->low, rate->high, rate->upper);
    }
}

static bool unaccused_seen(const struct lt_reliability *reliability)
{
    return reliability->bins[reliability->count - 1].unaccused_seen > 0;
}

static void print_gate(enum lt_gate gate, double most, bool english)
{
    static const char *const words[][2] = {
        {"", ""},
        {"合格", "passed"},
        {"不合格", "not passed"},
        {"误判率未知，不合格", "unknown, not passed"},
    };
    if (gate != LT_GATE_NONE) {
        printf(english ? "false-accusation rate, one-sided upper bound at most %.4f: %s\n"
                       : "误判率单侧95%%上限不超过 %.4f：%s\n",
               most, words[gate][english]);
    }
}

static void print(const struct lt_reliability *reliability, bool english)
{
    for (int m = 0; m < MEASURES; m++) {
        printf("%s\n  %s\n", measures[m][english ? 2 : 1],
               english ? "size\tseen/parcels\trate\t95 % interval\tupper bound, one-sided 95 %"
                       : "面积档\t核查/总数\t比率\t95%区间\t单侧95%上限");
        for (size_t b = 0; b < reliability->count; b++) {
            print_rate(&reliability->bins[b], m, english);
        }
    }
    if (!unaccused_seen(reliability)) {
        puts(english ? "Only accused parcels were looked at: that gives no miss rate."
                     : "只核查了在册疑似图斑：得不出漏判率。");
    }
}

/* --- write --- */

static enum lt_status write_table(const struct lt_reliability *reliability, const char *folder,
                                  struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    const char *path = lt_path_join(arena, folder, "reliability.csv");
    lt_text_add(&text, "\xEF\xBB\xBFmeasure,size,parcels,seen,rate,low,high,upper,method\n");
    for (int m = 0; m < MEASURES; m++) {
        for (size_t b = 0; b < reliability->count; b++) {
            const struct lt_reliability_bin *bin = &reliability->bins[b];
            const struct lt_estimate *rate = measure_of(bin, m);
            const uint64_t of[] = {bin->accused, bin->unaccused, bin->accused + bin->unaccused};
            const uint64_t seen[] = {bin->accused_seen, bin->unaccused_seen,
                                     bin->accused_seen + bin->unaccused_seen};
            lt_text_printf(&text, "%s,", measures[m][0]);
            lt_text_add_csv(&text, bin->bin == NULL ? "" : bin->bin);
            lt_text_printf(&text, ",%llu,%llu", (unsigned long long)of[m],
                           (unsigned long long)seen[m]);
            const double numbers[] = {rate->value, rate->low, rate->high, rate->upper};
            for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                lt_text_add(&text, ",");
                if (rate->method != LT_BY_NOTHING) {
                    lt_text_add_double(&text, numbers[i]);
                }
            }
            lt_text_printf(&text, ",%s\n", lt_interval_method_name(rate->method));
        }
    }
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_text_check(&text, err));
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
out:
    lt_text_finish(&text);
    return status;
}

/* --- the command --- */

enum lt_status lt_accuracy_assess_parcels(const struct lt_arguments *arguments,
                                          struct lt_arena *arena,
                                          struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    struct lt_parcel_stratum *strata;
    size_t count;
    struct lt_reliability reliability;
    double most = 0.0;
    const char *path = lt_argument(arguments, "strata", NULL);
    const char *gate_text = lt_argument(arguments, "max-false-accusation", NULL);
    const char *folder = lt_argument(arguments, "output", NULL);
    if (path == NULL) {
        return lt_fail(err, LT_E_USAGE, "say what the strata are: --strata FILE");
    }
    if (gate_text != NULL &&
        (!lt_parse_double(gate_text, &most) || !(most > 0.0) || !(most < 1.0))) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no rate; write it as 0.05", gate_text);
    }
    LT_TRY(lt_parcel_sample_read(arguments->positional + 1, arguments->positional_count - 1, path,
                                 diagnostics, arguments->english, arena, &strata, &count, err));
    LT_TRY(lt_accuracy_tell(diagnostics, arguments->english, lt_argument_given(arguments, "quiet"),
                            err));
    LT_TRY(lt_reliability_of(strata, count, arena, &reliability, err));
    if (folder != NULL) {
        LT_TRY(write_table(&reliability, folder, arena, err));
    }
    const enum lt_gate gate = lt_reliability_gate(&reliability, most);
    print(&reliability, arguments->english);
    print_gate(gate, most, arguments->english);
    if (fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the summary");
        goto out;
    }
    if (gate == LT_GATE_FAILED || gate == LT_GATE_UNKNOWN) {
        status = lt_fail(err, LT_FAIL_ON,
                         "the false-accusation rate is not proven to be at most %s", gate_text);
    }
out:
    return status;
}
