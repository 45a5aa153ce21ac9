/* accuracy draw --parcels: accused and unaccused parcels by size, from what a published half-year kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/ingest.h"
#include "liangtian/kept.h"
#include "liangtian/lists.h"
#include "liangtian/store.h"
#include "run/run_draw.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/text.h"

/* A first look at chances: one accused in ten wrongly, one unaccused in fifty. Wrong guesses make the sample less
 * efficient, not biased. */
#define SPREAD_ACCUSED 0.3
#define SPREAD_UNACCUSED 0.14

enum { STRATA = 2 * (LT_SIZE_BINS_MAX + 1) };

struct parcel {
    const char *id, *land_class;
    uint32_t unit;
    double net_m2;
    uint64_t lot;
    uint32_t stratum;
};

struct parcel_stratum {
    char name[8];
    const char *bin;
    bool accused;
    uint64_t parcels, drawn;
};

struct drawing_parcels {
    const struct lt_draw_parcels_options *options;
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_config *config;
    struct lt_generation generation; /* that closed the half-year */
    const char *kept;                /* its folder */
    struct lt_kept_accused accused;
    struct parcel *parcels;
    size_t count, capacity;
    struct parcel_stratum strata[STRATA];
    uint32_t unit; /* that is being read */
};

/* --- who is accused --- */

static int by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static enum lt_status list_accused(struct drawing_parcels *d, struct lt_error *err)
{
    enum lt_status status;
    bool kept;
    char period[LT_PERIOD_TEXT];
    const char *path = lt_path_join(d->arena, d->kept, LT_KEPT_ACCUSED);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_kept_accused_read(path, d->arena, &kept, &d->accused, err));
    if (!kept) {
        status = lt_fail(err, LT_E_INPUT,
                         "%s keeps no list of accused parcels, as another version of the program "
                         "closed it; run it again (--redo)",
                         lt_period_format(d->options->run.period, period));
    }
out:
    return status;
}

static bool is_accused(const struct drawing_parcels *d, const struct lt_kept_subject *subject)
{
    return bsearch(&subject->sequence, d->accused.sequences, d->accused.count,
                   sizeof *d->accused.sequences, by_number) != NULL;
}

/* --- the frame --- */

static size_t bin_of(const struct drawing_parcels *d, double mu)
{
    size_t bin = 0;
    while (bin < d->options->bound_count && mu >= d->options->bounds_mu[bin]) {
        bin++;
    }
    return bin;
}

static enum lt_status take_parcel(void *context, size_t index,
                                  const struct lt_kept_subject *subject, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct drawing_parcels *d = context;
    (void)index;
    if (!lt_starts_with(subject->land_class, "01") || subject->unjudged != LT_JUDGED) {
        return LT_OK;
    }
    LT_TRY(lt_array_reserve(&d->parcels, &d->capacity, d->count + 1, sizeof *d->parcels, err));
    struct parcel *parcel = &d->parcels[d->count++];
    *parcel = (struct parcel){
        .id = lt_arena_text(d->arena, subject->id),
        .land_class = lt_arena_text(d->arena, subject->land_class),
        .unit = d->unit,
        .net_m2 = subject->net_m2,
        .lot = lt_draw_lot(d->options->seed, subject->id),
    };
    if (parcel->id == NULL || parcel->land_class == NULL) {
        return lt_fail_memory(err, "parcels");
    }
    parcel->stratum = (uint32_t)(2 * bin_of(d, lt_mu(subject->net_m2)) + !is_accused(d, subject));
    d->strata[parcel->stratum].parcels++;
out:
    return status;
}

static enum lt_status read_unit(struct drawing_parcels *d, const char *path, const char *name,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept *kept = NULL;
    d->unit = (uint32_t)strtoul(name, NULL, 10);
    LT_TRY(lt_kept_open(path, &kept, err));
    LT_TRY(lt_kept_all(kept, LT_LAYER_PARCEL, take_parcel, d, err));
out:
    lt_kept_close(kept);
    return status;
}

static enum lt_status read_frame(struct drawing_parcels *d, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_kept_file *files;
    char period[LT_PERIOD_TEXT];
    size_t count;
    LT_TRY(lt_kept_list(&d->generation, d->arena, &files, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (files[i].period == d->options->run.period) {
            LT_TRY(read_unit(d, files[i].path, files[i].name, err));
        }
    }
    if (d->count == 0) {
        status = lt_fail(err, LT_E_INPUT, "%s keeps no farmland parcels",
                         lt_period_format(d->options->run.period, period));
    }
out:
    return status;
}

/* --- drawing --- */

static const char *bin_title(struct drawing_parcels *d, size_t bin)
{
    const double *bounds = d->options->bounds_mu;
    const size_t count = d->options->bound_count;
    char low[LT_DOUBLE_TEXT] = "", high[LT_DOUBLE_TEXT] = "";
    const char *mu = d->config->chinese ? "亩" : " mu";
    if (bin > 0) {
        lt_format_double(bounds[bin - 1], low);
    }
    if (bin < count) {
        lt_format_double(bounds[bin], high);
    }
    return count == 0     ? lt_arena_text(d->arena, d->config->chinese ? "全部" : "all")
           : bin == 0     ? lt_arena_printf(d->arena, "<%s%s", high, mu)
           : bin == count ? lt_arena_printf(d->arena, "≥%s%s", low, mu)
                          : lt_arena_printf(d->arena, "%s-%s%s", low, high, mu);
}

static int by_lot(const void *left, const void *right)
{
    const struct parcel *a = left, *b = right;
    if (a->stratum != b->stratum) {
        return a->stratum < b->stratum ? -1 : 1;
    }
    if (a->lot != b->lot) {
        return a->lot < b->lot ? -1 : 1;
    }
    return strcmp(a->id, b->id);
}

static int by_place(const void *left, const void *right)
{
    const struct parcel *a = left, *b = right;
    return a->unit != b->unit ? (a->unit < b->unit ? -1 : 1) : strcmp(a->id, b->id);
}

/* A name says nothing of what it stands for: who looks at a parcel should not know whether it is accused. */
static void name_strata(struct drawing_parcels *d)
{
    uint64_t lots[STRATA];
    for (size_t h = 0; h < STRATA; h++) {
        char own[16];
        snprintf(own, sizeof own, "%zu", h);
        lots[h] = lt_draw_lot(d->options->seed, own);
    }
    for (size_t h = 0; h < STRATA; h++) {
        size_t rank = 1;
        for (size_t i = 0; i < STRATA; i++) {
            rank += d->strata[i].parcels > 0 && lots[i] < lots[h];
        }
        snprintf(d->strata[h].name, sizeof d->strata[h].name, "S%zu", rank);
    }
}

/* How many parcels each stratum gets: those that have any. */
static enum lt_status allocate(struct drawing_parcels *d, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_draw_stratum to_draw[STRATA];
    size_t at[STRATA], count = 0;
    uint64_t drawn[STRATA] = {0};
    double se;
    name_strata(d);
    for (size_t h = 0; h < 2 * (d->options->bound_count + 1); h++) {
        struct parcel_stratum *stratum = &d->strata[h];
        stratum->accused = h % 2 == 0;
        stratum->bin = bin_title(d, h / 2);
        if (stratum->bin == NULL) {
            return lt_fail_memory(err, "strata");
        }
        if (stratum->parcels > 0) {
            at[count] = h;
            to_draw[count++] = (struct lt_draw_stratum){
                .name = stratum->name,
                .area_m2 = (double)stratum->parcels,
                .spread = stratum->accused ? SPREAD_ACCUSED : SPREAD_UNACCUSED,
                .most = stratum->parcels,
            };
        }
    }
    for (size_t i = 0; i < count && d->options->points == 0; i++) {
        drawn[i] = to_draw[i].most < d->options->minimum ? to_draw[i].most : d->options->minimum;
    }
    if (d->options->points > 0) {
        LT_TRY(lt_draw_allocate(to_draw, count, d->options->minimum, d->options->points, 0.0, drawn,
                                &se, err));
    }
    for (size_t i = 0; i < count; i++) {
        d->strata[at[i]].drawn = drawn[i];
    }
out:
    return status;
}

/* The lowest lots of each stratum stay, in the order of counties and ids. */
static void keep_drawn(struct drawing_parcels *d)
{
    uint64_t taken[STRATA] = {0};
    size_t kept = 0;
    qsort(d->parcels, d->count, sizeof *d->parcels, by_lot);
    for (size_t i = 0; i < d->count; i++) {
        const uint32_t h = d->parcels[i].stratum;
        if (taken[h] < d->strata[h].drawn) {
            taken[h]++;
            d->parcels[kept++] = d->parcels[i];
        }
    }
    d->count = kept;
    qsort(d->parcels, d->count, sizeof *d->parcels, by_place);
}

/* --- lists --- */

static void value_of(const void *context, size_t row, const struct lt_schema_field *field,
                     char buffer[LT_LIST_TEXT], struct lt_list_value *ret_value)
{
    const struct drawing_parcels *d = context;
    const struct parcel *parcel = &d->parcels[row];
    const struct parcel_stratum *stratum = &d->strata[parcel->stratum];
    const char *c = field->column;
    struct lt_list_value text = {.kind = LT_LIST_IS_TEXT};
    if (strcmp(c, "id") == 0) {
        text.text = parcel->id;
    } else if (strcmp(c, "domain") == 0) {
        snprintf(buffer, LT_LIST_TEXT, "%06u", parcel->unit);
        text.text = buffer;
    } else if (strcmp(c, "land_class") == 0) {
        text.text = parcel->land_class;
    } else if (strcmp(c, "stratum") == 0) {
        text.text = stratum->name;
    } else if (strcmp(c, "area_mu") == 0) {
        lt_format_fixed(lt_mu(parcel->net_m2), 2, buffer, LT_LIST_TEXT);
        text.text = buffer;
    } else {
        return; /* for who goes there */
    }
    *ret_value = text;
}

static enum lt_status write_strata(const struct drawing_parcels *d, const char *path,
                                   struct lt_error *err)
{
    enum lt_status status;
    const bool zh = d->config->chinese;
    struct lt_text text = {0};
    lt_text_add(&text, "\xEF\xBB\xBF");
    lt_text_add(&text, zh ? "分层,面积档,在册疑似,图斑数,样本数\n"
                          : "stratum,size,accused,parcels,drawn\n");
    for (size_t h = 0; h < STRATA; h++) {
        const struct parcel_stratum *stratum = &d->strata[h];
        if (stratum->parcels == 0) {
            continue;
        }
        lt_text_printf(&text, "%s,", stratum->name);
        lt_text_add_csv(&text, stratum->bin);
        lt_text_printf(&text, ",%s,%llu,%llu\n",
                       stratum->accused ? (zh ? "是" : "yes") : (zh ? "否" : "no"),
                       (unsigned long long)stratum->parcels, (unsigned long long)stratum->drawn);
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
out:
    lt_text_finish(&text);
    return status;
}

static enum lt_status write_lists(void *context, const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct drawing_parcels *d = context;
    struct lt_layer_schema schema;
    struct lt_list list = {.schema = &schema,
                           .count = d->count,
                           .layer = "parcels",
                           .chinese = d->config->chinese,
                           .value = value_of,
                           .context = d};
    uint32_t *units = lt_arena_array(d->arena, d->count + 1, sizeof *units);
    const char *all = lt_path_join(d->arena, folder, "parcels.csv");
    const char *strata = lt_path_join(d->arena, folder, "strata.csv");
    if (units == NULL || all == NULL || strata == NULL) {
        return lt_fail_memory(err, "the lists");
    }
    for (size_t i = 0; i < d->count; i++) {
        units[i] = d->parcels[i].unit;
    }
    list.units = units;
    LT_TRY(lt_layer_schema_load(d->config->schemas_dir, "JDTB", &d->diagnostics, d->arena, &schema,
                                err));
    LT_TRY(lt_list_write_csv(&list, 0, all, err));
    for (size_t i = 0; i < d->count; i++) {
        if (i == 0 || units[i] != units[i - 1]) {
            const char *path = lt_arena_printf(d->arena, "%s/parcels-%06u.csv", folder, units[i]);
            LT_TRY(path == NULL ? lt_fail_memory(err, "a path")
                                : lt_list_write_csv(&list, units[i], path, err));
        }
    }
    LT_TRY(write_strata(d, strata, err));
out:
    return status;
}

static void tell_drawn(const struct drawing_parcels *d)
{
    const bool zh = d->config->chinese;
    puts(zh ? "面积档\t在册疑似\t图斑\t样本" : "size\taccused\tparcels\tdrawn");
    for (size_t h = 0; h < STRATA; h++) {
        const struct parcel_stratum *stratum = &d->strata[h];
        if (stratum->parcels > 0) {
            printf("%s\t%s\t%llu\t%llu\n", stratum->bin,
                   stratum->accused ? (zh ? "是" : "yes") : (zh ? "否" : "no"),
                   (unsigned long long)stratum->parcels, (unsigned long long)stratum->drawn);
        }
    }
    printf("%s\n", d->options->folder);
}

/* --- in order --- */

static enum lt_status find_generation(struct drawing_parcels *d, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    struct lt_generation_place place;
    LT_TRY(
        lt_generation_locate(d->config->output_dir, d->options->run.period, d->arena, &place, err));
    d->generation = place.closing;
    if (d->generation.id[0] == '\0') {
        status = lt_fail(err, LT_E_INPUT, "%s is not published in '%s'",
                         lt_period_format(d->options->run.period, text), d->config->output_dir);
        goto out;
    }
    d->kept = lt_kept_folder(&d->generation, d->options->run.period, d->arena);
    if (d->kept == NULL) {
        status = lt_fail_memory(err, "a path");
    }
out:
    return status;
}

static enum lt_status draw(struct drawing_parcels *d, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_run_options *run = &d->options->run;
    LT_TRY(lt_arena_create(&d->arena, err));
    LT_TRY(lt_diagnostics_init(&d->diagnostics, err));
    LT_TRY(lt_config_load(run->config_path, run->schemas_dir, &d->diagnostics, &d->config, err));
    d->config->chinese = lt_language_chinese(run->language, d->config->chinese);
    LT_TRY(draw_refuse_full_folder(d->options->folder, d->arena, err));
    LT_TRY(find_generation(d, err));
    LT_TRY(list_accused(d, err));
    LT_TRY(read_frame(d, err));
    LT_TRY(allocate(d, err));
    keep_drawn(d);
    LT_TRY(draw_publish(d->options->folder, d->arena, write_lists, d, err));
    tell_drawn(d);
    if (fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the summary");
    }
out:
    return status;
}

enum lt_status lt_draw_parcels(const struct lt_draw_parcels_options *options, struct lt_error *err)
{
    struct drawing_parcels d = {.options = options};
    const enum lt_status status = draw(&d, err);
    if (status != LT_OK) {
        lt_run_tell_list(
            &d.diagnostics, LT_NOTE,
            lt_language_chinese(options->run.language, d.config == NULL || d.config->chinese));
    }
    free(d.parcels);
    lt_config_destroy(d.config);
    lt_diagnostics_finish(&d.diagnostics);
    lt_arena_destroy(d.arena);
    return status;
}
