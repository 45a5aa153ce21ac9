/* The head of a kept file: what its subjects are read with. */
#include <stddef.h>
#include <string.h>

#include "store/store_kept.h"
#include "support/digest.h"

enum lt_status kept_digest(const struct kept_tail *tail, const char *head, char ret_hex[65],
                           struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    struct kept_tail blank = *tail;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status == LT_OK) {
        memset(blank.digest, 0, sizeof blank.digest);
        lt_digest_add(digest, &blank, sizeof blank);
        lt_digest_add(digest, head, (size_t)tail->head_size);
        lt_digest_hex(digest, ret_hex);
        lt_digest_destroy(digest);
    }
    return status;
}

static void code_class(struct codec *c, struct lt_class *v)
{
    codec_raw(c, &v->value, sizeof v->value);
    CODEC_ENUM(c, v->group, lt_group, LT_GROUP_COUNT);
    codec_f64(c, &v->grain_weight_low);
    codec_f64(c, &v->grain_weight_high);
    codec_text(c, &v->crop);
    codec_text(c, &v->name_zh);
    codec_text(c, &v->name_en);
    codec_raw(c, v->rgb, sizeof v->rgb);
}

static void code_legend(struct codec *c, struct lt_legend *v)
{
    size_t count = v->count;
    codec_text(c, &v->id);
    codec_raw(c, v->digest, sizeof v->digest);
    codec_count(c, &count);
    c->damaged = c->damaged || count > LT_CLASS_MAX;
    v->classes = codec_items(c, v->classes, count, sizeof *v->classes);
    for (size_t i = 0; codec_good(c) && i < count; i++) {
        code_class(c, &v->classes[i]);
    }
    v->count = codec_good(c) ? (uint32_t)count : 0;
    if (c->reading) {
        v->code_of_value = NULL;
        v->digest[sizeof v->digest - 1] = '\0';
    }
}

static void code_season(struct codec *c, struct lt_kept_season *v)
{
    codec_bool(c, &v->present);
    codec_u32(c, (uint32_t *)&v->period);
    codec_text(c, &v->raster);
    codec_text(c, &v->image_from);
    codec_text(c, &v->image_to);
    codec_bool(c, &v->flood);
    code_legend(c, &v->legend);
}

/* What is told of a rule; what only the evaluation asks for stays behind. */
static void code_rule(struct codec *c, struct lt_rule *v)
{
    const char **const texts[] = {&v->id,      &v->title_zh,    &v->title_en,
                                  &v->clause,  &v->citation_zh, &v->citation_en,
                                  &v->note_zh, &v->note_en,     &v->land_classes};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        codec_text(c, texts[i]);
    }
    CODEC_ENUM(c, v->severity, lt_rule_severity, LT_RULE_NOTICE + 1);
    codec_u32(c, (uint32_t *)&v->formula);
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_u32(c, (uint32_t *)&v->seasons);
    codec_u32(c, &v->groups);
    codec_bool(c, &v->outside_pbf);
    codec_bool(c, &v->needs_approvals);
    codec_f64(c, &v->threshold);
    codec_text(c, &v->threshold_unit);
    codec_bool(c, &v->threshold_from_mandate);
    codec_bool(c, &v->threshold_overridden);
    codec_bool(c, &v->threshold_unset);
    codec_bool(c, &v->enabled);
}

/* Two sets of four bytes and six numbers of eight: whole, as it lies. */
static void code_edges(struct codec *c, struct lt_edges *v)
{
    codec_raw(c, v, sizeof *v);
}

static void code_patch(struct codec *c, struct lt_kept_patch *v)
{
    codec_u32(c, &v->rule);
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_text(c, &v->subject_id);
    codec_text(c, &v->parcel_id);
    codec_text(c, &v->approval);
    codec_text(c, &v->feedback_id);
    codec_u32(c, &v->full_cells);
    codec_u32(c, &v->touched_cells);
    double *const numbers[] = {&v->net_m2,      &v->twice_m2,    &v->clean_before_m2,
                               &v->pbf_m2,      &v->zone_m2,     &v->exempt_m2,
                               &v->feedback_m2, &v->baseline_m2, &v->baseline_seen_m2};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        codec_f64(c, numbers[i]);
    }
    codec_bool(c, &v->base_year_structure);
    code_edges(c, &v->edges);
}

static void code_recheck(struct codec *c, struct lt_kept_recheck *v)
{
    codec_text(c, &v->case_id);
    codec_f64(c, &v->net_m2);
    codec_f64(c, &v->low_m2);
    codec_f64(c, &v->high_m2);
    codec_bool(c, &v->judged);
    CODEC_ENUM(c, v->reason, lt_reason, LT_REASON_COUNT);
}

/* The sums as they lie in memory, with the sizes that say how: another version's are not read as ours. */
static void code_sums(struct codec *c, struct lt_kept_head *v)
{
    uint32_t sizes[] = {sizeof v->sums, sizeof *v->tallies, sizeof(struct lt_edges),
                        LT_REASON_COUNT, LT_GROUP_COUNT};
    uint32_t found[sizeof sizes / sizeof *sizes];
    memcpy(found, sizes, sizeof found);
    codec_raw(c, found, sizeof found);
    c->damaged = c->damaged || memcmp(found, sizes, sizeof sizes) != 0;
    codec_raw(c, &v->sums, sizeof v->sums);
    codec_count(c, &v->tally_count);
    v->tallies = codec_items(c, v->tallies, v->tally_count, sizeof *v->tallies);
    for (size_t i = 0; codec_good(c) && i < v->tally_count; i++) {
        codec_raw(c, &v->tallies[i], sizeof v->tallies[i]);
    }
}

static void code_block(struct codec *c, struct kept_block *v)
{
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_text(c, &v->first_id);
    codec_u64(c, &v->at);
    codec_u64(c, &v->size);
    codec_raw(c, v->digest, sizeof v->digest);
    v->digest[sizeof v->digest - 1] = '\0';
}

static void code_settings(struct codec *c, struct lt_kept_head *v)
{
    codec_u32(c, (uint32_t *)&v->period);
    codec_u32(c, &v->unit);
    codec_text(c, &v->name);
    codec_text(c, &v->program);
    codec_u32(c, &v->seasons);
    c->damaged = c->damaged || v->seasons < 1 || v->seasons > 2;
    codec_bool(c, &v->apart);
    codec_bool(c, &v->has_approvals);
    code_season(c, &v->season[0]);
    code_season(c, &v->season[1]);
    codec_f64(c, &v->grain_season_share);
    codec_f64(c, &v->small_lost_share);
    codec_u32(c, &v->gate_full_cells);
    codec_f64(c, &v->edge_m2);
    codec_f64(c, &v->small_m2);
    codec_u64(c, &v->edge_count);
    codec_u64(c, &v->small_count);
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        uint64_t count = v->count[layer];
        codec_u64(c, &count);
        v->count[layer] = (size_t)count;
    }
}

static void code_words(struct codec *c, struct kept_words *v)
{
    codec_count(c, &v->count);
    v->items = codec_items(c, v->items, v->count, sizeof *v->items);
    for (size_t i = 0; codec_good(c) && i < v->count; i++) {
        codec_text(c, &v->items[i]);
    }
}

#define EACH(c, list, number, function)                                   \
    do {                                                                  \
        codec_count((c), &(number));                                      \
        (list) = codec_items((c), (list), (number), sizeof *(list));      \
        for (size_t each = 0; codec_good(c) && each < (number); each++) { \
            function((c), &(list)[each]);                                 \
        }                                                                 \
    } while (0)

void kept_code_head(struct codec *c, struct kept_contents *v)
{
    struct lt_kept_head *head = &v->head;
    code_settings(c, head);
    EACH(c, head->rules, head->rule_count, code_rule);
    code_sums(c, head);
    EACH(c, head->patches, head->patch_count, code_patch);
    EACH(c, head->rechecks, head->recheck_count, code_recheck);
    code_words(c, &v->words);
    EACH(c, v->blocks, v->block_count, code_block);
    for (size_t i = 0; codec_good(c) && i < head->patch_count; i++) {
        c->damaged = c->damaged || head->patches[i].rule >= head->rule_count;
    }
}
