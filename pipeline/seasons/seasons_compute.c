/* From the joint table to each polygon's crop year. */
#include "liangtian/seasons.h"

#include <math.h>
#include <string.h>

#include "seasons/seasons_year.h"
#include "support/arena.h"

/* What may be grain, and whether it is bare, of one class in one season. */
struct cell {
    struct lt_interval grain; /* share of the cell */
    bool seen, bare, ridge;
};

static const double tolerance_m2 = 0.005;

double lt_tabulation_scale(const struct lt_tabulation *table, size_t polygon, double net_m2)
{
    double sum = 0.0;
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        sum += table->joint[e].m2;
    }
    return sum > 0.0 ? net_m2 / sum : 0.0;
}

static struct cell cell_of(const struct lt_legend *legend, uint8_t code)
{
    if (legend == NULL || code >= legend->count) {
        return (struct cell){.grain = {0.0, 1.0}};
    }
    const struct lt_class *class = &legend->classes[code];
    return (struct cell){
        .grain = {class->grain_weight_low, class->grain_weight_high},
        .seen = true,
        .bare = class->group == LT_GROUP_BARE,
        .ridge = class->group == LT_GROUP_RIDGE,
    };
}

static void add(struct lt_interval *into, double low, double high)
{
    into->low += low;
    into->high += high;
}

/* One season's share of an entry. */
static void add_season(struct lt_parcel_season *season, const struct lt_legend *legend,
                       uint8_t code, double m2)
{
    const struct cell cell = cell_of(legend, code);
    add(&season->grain_m2, m2 * cell.grain.low, m2 * cell.grain.high);
    if (cell.seen) {
        season->group_m2[lt_legend_group(legend, code)] += m2;
    } else if (code == LT_CLASS_OUTSIDE) {
        season->outside_m2 += m2;
    } else {
        season->unseen_m2 += m2;
    }
}

/* Both seasons on the same ground. With weights between 0 and 1 the two shares of a cell may
 * overlap more or less: at least the larger of them bears grain, at most their sum. */
static void add_joint(struct lt_parcel_year *year, struct cell h1, struct cell h2, double m2)
{
    const double footprint_low = fmax(h1.grain.low, h2.grain.low);
    const double footprint_high = fmin(1.0, h1.grain.high + h2.grain.high);
    add(&year->grain_footprint_m2, m2 * footprint_low, m2 * footprint_high);
    add(&year->zero_grain_m2, m2 * (1.0 - footprint_high), m2 * (1.0 - footprint_low));
    add(&year->idle_m2, h1.bare && h2.bare ? m2 : 0.0,
        (h1.bare || !h1.seen) && (h2.bare || !h2.seen) ? m2 : 0.0);
}

static double season_sum(const struct lt_parcel_season *season)
{
    double sum = season->unseen_m2 + season->outside_m2;
    for (int g = 0; g < LT_GROUP_COUNT; g++) {
        sum += season->group_m2[g];
    }
    return sum;
}

static enum lt_season_state state_of(const struct lt_parcel_season *season, double net_m2,
                                     double share)
{
    const double *group = season->group_m2;
    const double needed = share * net_m2 * (1.0 - 1e-9); /* a sum of a half is a half */
    const double nongrain = group[LT_GROUP_OIL] + group[LT_GROUP_VEGETABLE] +
                            group[LT_GROUP_FORAGE] + group[LT_GROUP_OTHER] + group[LT_GROUP_MULCH];
    const double structure = group[LT_GROUP_ORCHARD] + group[LT_GROUP_FOREST] +
                             group[LT_GROUP_NURSERY] + group[LT_GROUP_WATER] +
                             group[LT_GROUP_FACILITY] + group[LT_GROUP_HARD] + group[LT_GROUP_SOIL];
    if (net_m2 <= 0.0) {
        return LT_SEASON_UNSEEN;
    }
    if (season->grain_m2.low >= needed) {
        return LT_SEASON_GRAIN;
    }
    if (nongrain >= needed) {
        return LT_SEASON_NONGRAIN;
    }
    if (structure >= needed) {
        return LT_SEASON_STRUCTURE;
    }
    if (group[LT_GROUP_BARE] >= needed) {
        return LT_SEASON_BARE;
    }
    return season->unseen_m2 + season->outside_m2 > 0.5 * net_m2 ? LT_SEASON_UNSEEN
                                                                 : LT_SEASON_MIXED;
}

/* How kernel m² become net m² on ridges and beside them. */
struct scales {
    double ground, ridge;
};

static uint8_t code_at(const struct lt_joint *entry, int column)
{
    return column < 0 ? LT_CLASS_UNSEEN : lt_joint_code(entry->key, (unsigned)column);
}

/* H2's column in the joint table. On a grid of its own it has none; column_h2 then only names its
 * legend. */
static int joint_h2(const struct lt_seasons_input *input)
{
    return input->table_h2 == NULL ? input->column_h2 : -1;
}

static bool is_ridge(const struct lt_seasons_input *input, const struct lt_joint *entry)
{
    const int columns[2] = {input->column_h1, joint_h2(input)};
    for (int s = 0; s < 2; s++) {
        if (columns[s] >= 0 &&
            cell_of(input->legends[columns[s]], code_at(entry, columns[s])).ridge) {
            return true;
        }
    }
    return false;
}

static struct scales scales_of(const struct lt_seasons_input *input, size_t polygon)
{
    const struct lt_tabulation *table = input->table;
    const double net = input->net_m2[polygon];
    double ground = 0.0, ridge = 0.0;
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        *(is_ridge(input, &table->joint[e]) ? &ridge : &ground) += table->joint[e].m2;
    }
    if (ridge <= 0.0 || ground <= 0.0) {
        const double all = lt_tabulation_scale(table, polygon, net);
        return (struct scales){all, all};
    }
    const double kept = fmin(1.0, net / ground);
    return (struct scales){kept, fmax(0.0, net - kept * ground) / ridge};
}

static const struct lt_legend *legend_at(const struct lt_seasons_input *input, int column)
{
    return column < 0 ? NULL : input->legends[column];
}

static void add_polygon(const struct lt_seasons_input *input, size_t polygon,
                        struct lt_parcel_year *year, struct lt_planting_sums *sums)
{
    const struct lt_tabulation *table = input->table;
    const struct scales scales = scales_of(input, polygon);
    const struct lt_legend *h1 = legend_at(input, input->column_h1);
    const struct lt_legend *h2 = legend_at(input, joint_h2(input));
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        const struct lt_joint *entry = &table->joint[e];
        const double m2 = entry->m2 * (is_ridge(input, entry) ? scales.ridge : scales.ground);
        const uint8_t a = code_at(entry, input->column_h1), b = code_at(entry, joint_h2(input));
        add_season(&year->season[0], h1, a, m2);
        add_joint(year, cell_of(h1, a), cell_of(h2, b), m2);
        sums->pair_m2[lt_cover_of(h1, a)][lt_cover_of(h2, b)] += m2;
        if (input->table_h2 == NULL) {
            add_season(&year->season[1], h2, b, m2);
        }
    }
    if (table->first[polygon] == table->first[polygon + 1]) {
        const struct cell nothing = cell_of(NULL, LT_CLASS_UNSEEN);
        add_season(&year->season[0], NULL, LT_CLASS_UNSEEN, year->net_m2);
        if (input->table_h2 == NULL) {
            add_season(&year->season[1], NULL, LT_CLASS_UNSEEN, year->net_m2);
        }
        add_joint(year, nothing, nothing, year->net_m2);
        sums->pair_m2[LT_COVER_UNSEEN][LT_COVER_UNSEEN] += year->net_m2;
    }
}

/* H2 on its own grid: only the marginals are known, the joint lies between max(0, a + b − 1) and
 * min(a, b). */
static void add_other_grid(const struct lt_seasons_input *input, size_t polygon,
                           struct lt_parcel_year *year)
{
    const struct lt_tabulation *table = input->table_h2;
    const double net = year->net_m2, scale = lt_tabulation_scale(table, polygon, net);
    const struct lt_legend *legend = legend_at(input, input->column_h2);
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        add_season(&year->season[1], legend, lt_joint_code(table->joint[e].key, 0),
                   table->joint[e].m2 * scale);
    }
    if (table->first[polygon] == table->first[polygon + 1]) {
        add_season(&year->season[1], NULL, LT_CLASS_UNSEEN, net);
    }
    const struct lt_parcel_season *a = &year->season[0], *b = &year->season[1];
    const double bare_a = a->group_m2[LT_GROUP_BARE], bare_b = b->group_m2[LT_GROUP_BARE];
    const double high_a = bare_a + a->unseen_m2 + a->outside_m2;
    const double high_b = bare_b + b->unseen_m2 + b->outside_m2;
    year->grain_footprint_m2 = (struct lt_interval){fmax(a->grain_m2.low, b->grain_m2.low),
                                                    fmin(net, a->grain_m2.high + b->grain_m2.high)};
    year->zero_grain_m2 = (struct lt_interval){fmax(0.0, net - year->grain_footprint_m2.high),
                                               fmax(0.0, net - year->grain_footprint_m2.low)};
    year->idle_m2 = (struct lt_interval){fmax(0.0, bare_a + bare_b - net), fmin(high_a, high_b)};
}

static bool near(double a, double b, double net_m2)
{
    return fabs(a - b) <= 1e-9 * net_m2 + tolerance_m2;
}

/* The identities of the header; a comparison with NaN fails too. */
static enum lt_status check(const struct lt_parcel_year *year, size_t polygon, struct lt_error *err)
{
    const double net = year->net_m2;
    const struct lt_interval *all[] = {&year->zero_grain_m2, &year->idle_m2,
                                       &year->grain_footprint_m2, &year->season[0].grain_m2,
                                       &year->season[1].grain_m2};
    bool good = near(season_sum(&year->season[0]), net, net) &&
                near(season_sum(&year->season[1]), net, net) &&
                near(year->zero_grain_m2.low + year->grain_footprint_m2.high, net, net) &&
                near(year->zero_grain_m2.high + year->grain_footprint_m2.low, net, net);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        good = good && all[i]->low >= -tolerance_m2 && all[i]->low <= all[i]->high + tolerance_m2 &&
               all[i]->high <= net + 1e-9 * net + tolerance_m2;
    }
    return good ? LT_OK
                : lt_fail(err, LT_E_BUG,
                          "internal check failed: polygon %zu: seasons sum to %.3f and %.3f m2 of "
                          "%.3f m2",
                          polygon, season_sum(&year->season[0]), season_sum(&year->season[1]), net);
}

static enum lt_status compute_one(const struct lt_seasons_input *input, size_t polygon,
                                  struct lt_parcel_year *year, struct lt_error *err)
{
    struct lt_planting_sums sums;
    memset(&sums, 0, sizeof sums);
    year->net_m2 = input->net_m2[polygon];
    year->complete = input->column_h1 >= 0 && (input->column_h2 >= 0 || input->table_h2 != NULL);
    add_polygon(input, polygon, year, &sums);
    if (input->table_h2 != NULL) {
        add_other_grid(input, polygon, year);
    }
    for (int s = 0; s < 2; s++) {
        year->season[s].state = state_of(&year->season[s], year->net_m2, input->grain_season_share);
        add(&year->sown_grain_m2, year->season[s].grain_m2.low, year->season[s].grain_m2.high);
    }
    year->proposed = input->table_h2 != NULL
                         ? lt_planting_of_states(year)
                         : lt_planting_of(&sums, year, input->grain_season_share);
    return check(year, polygon, err);
}

enum lt_status lt_seasons_compute(const struct lt_seasons_input *input,
                                  struct lt_crop_year *ret_year, struct lt_error *err)
{
    enum lt_status status;
    struct lt_crop_year year = {.count = input->table->count};
    LT_TRY(lt_arena_create(&year.arena, err));
    year.parcels = lt_arena_array(year.arena, year.count, sizeof *year.parcels);
    if (year.parcels == NULL) {
        status = lt_fail_memory(err, "crop years");
        goto out;
    }
    for (size_t i = 0; i < year.count; i++) {
        LT_TRY(compute_one(input, i, &year.parcels[i], err));
    }
    *ret_year = year;
    year.arena = NULL;
out:
    lt_arena_destroy(year.arena);
    return status;
}

void lt_crop_year_finish(struct lt_crop_year *year)
{
    if (year != NULL) {
        lt_arena_destroy(year->arena);
        *year = (struct lt_crop_year){0};
    }
}

bool lt_too_small(uint32_t full_cells, uint32_t touched_cells, uint32_t min_full, double lost_share)
{
    if (touched_cells == 0 || full_cells < min_full) {
        return true;
    }
    const uint32_t lost = touched_cells > full_cells ? touched_cells - full_cells : 0;
    return (double)lost >= lost_share * (double)touched_cells;
}
