/* Every cell is decoded once: proves that the file can be read, and that the legend knows every value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_gdal.h"
#include "ingest_raster.h"
#include "support/array.h"
#include "support/parallel.h"
#include "support/text.h"

enum { LISTED_VALUES = 50, FOUND_TEXT = 256 };

struct unknown {
    uint16_t value;
    uint64_t cells;
    double m2;
};

/* What one block holds; kept per block so that sums are taken in the same order for any number of threads. */
struct block {
    uint64_t unseen;
    struct unknown *unknown;
    size_t count, capacity;
};

struct survey {
    struct lt_raster *raster;
    struct block *blocks;
    int64_t blocks_across;
};

static enum lt_status add_unknown(struct block *block, uint16_t value, uint64_t cells, double m2,
                                  struct lt_error *err)
{
    size_t i = 0, end = block->count;
    while (i < end) {
        const size_t middle = i + (end - i) / 2;
        if (block->unknown[middle].value < value) {
            i = middle + 1;
        } else {
            end = middle;
        }
    }
    if (i < block->count && block->unknown[i].value == value) {
        block->unknown[i].cells += cells;
        block->unknown[i].m2 += m2;
        return LT_OK;
    }
    const enum lt_status status = lt_array_reserve(&block->unknown, &block->capacity,
                                                   block->count + 1, sizeof *block->unknown, err);
    if (status != LT_OK) {
        return status;
    }
    memmove(block->unknown + i + 1, block->unknown + i,
            (block->count - i) * sizeof *block->unknown);
    block->unknown[i] = (struct unknown){value, cells, m2};
    block->count++;
    return LT_OK;
}

static enum lt_status survey_block(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    const struct survey *survey = context;
    struct lt_raster *raster = survey->raster;
    struct block *block = &survey->blocks[index];
    const struct ingest_window window = ingest_raster_block(
        raster, (int64_t)index % survey->blocks_across, (int64_t)index / survey->blocks_across);
    enum lt_status status = ingest_raster_values(raster, thread, &window, err);
    const uint16_t *values = raster->threads[thread].values;
    for (uint32_t row = 0; status == LT_OK && row < window.rows; row++) {
        for (uint32_t col = 0; status == LT_OK && col < window.cols; col++) {
            const uint16_t value = values[(size_t)row * window.cols + col];
            const uint8_t code = raster->code_of_value[value];
            block->unseen += code == LT_CLASS_UNSEEN;
            if (code == LT_CLASS_UNKNOWN) {
                const double area =
                    lt_grid_cell_area(&raster->source.grid, (double)(window.col + col) + 0.5,
                                      (double)(window.row + row) + 0.5);
                status = add_unknown(block, value, 1, area, err);
            }
        }
    }
    return status;
}

static enum lt_status reject_unknown(const struct lt_raster *raster, const struct block *total,
                                     struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_E_INPUT;
    for (size_t i = 0; i < total->count && i < LISTED_VALUES; i++) {
        const struct unknown *unknown = &total->unknown[i];
        char found[FOUND_TEXT], area[64];
        lt_format_fixed(unknown->m2, 2, area, sizeof area);
        snprintf(found, sizeof found, "value %u in %llu cells, %s m²", unknown->value,
                 (unsigned long long)unknown->cells, area);
        const struct lt_diagnostic item = {
            .severity = LT_REJECT,
            .quality = LT_USABILITY,
            .code = "legend.unknown_value",
            .layer = raster->label,
            .field = "value",
            .found = found,
            .expected = "a value of the legend, or one mapped to unseen",
            .action = "add the value to the legend, or list it under unseen",
            .area_m2 = unknown->m2};
        const enum lt_status added = lt_diagnostics_add(diagnostics, &item, err);
        if (added != LT_OK) {
            return added;
        }
    }
    status = lt_fail(err, LT_E_INPUT, "%s: %zu values are not in the legend, the first is %u",
                     raster->label, total->count, total->unknown[0].value);
    return status;
}

static enum lt_status conclude(const struct lt_raster *raster, const struct block *total,
                               struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    if (total->count > 0) {
        return reject_unknown(raster, total, diagnostics, err);
    }
    const struct lt_grid *grid = &raster->source.grid;
    const uint64_t cells = (uint64_t)grid->cols * (uint64_t)grid->rows;
    if (total->unseen == cells) {
        return ingest_reject(diagnostics, LT_COMPLETENESS, "raster.all_unseen", raster->label,
                             "value", "every cell is nodata or unseen", "classified cells",
                             "check the nodata value and the list unseen of the legend", err);
    }
    if (total->unseen == 0) {
        return LT_OK;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%llu of %llu cells are unseen",
             (unsigned long long)total->unseen, (unsigned long long)cells);
    const struct lt_diagnostic item = {.severity = LT_NOTE,
                                       .quality = LT_COMPLETENESS,
                                       .code = "raster.unseen",
                                       .layer = raster->label,
                                       .field = "value",
                                       .found = found,
                                       .expected = "",
                                       .action = "unseen ground widens every interval"};
    return lt_diagnostics_add(diagnostics, &item, err);
}

enum lt_status lt_raster_survey(struct lt_raster *raster, struct lt_diagnostics *diagnostics,
                                struct lt_error *err)
{
    const struct lt_raster_source *source = &raster->source;
    const int64_t across = (source->grid.cols + source->block_cols - 1) / source->block_cols;
    const int64_t down = (source->grid.rows + source->block_rows - 1) / source->block_rows;
    const size_t count = (size_t)(across * down);
    struct survey survey = {.raster = raster, .blocks_across = across};
    struct block total = {0};
    struct lt_error local = {0};
    enum lt_status status;
    survey.blocks = calloc(count + 1, sizeof *survey.blocks);
    if (survey.blocks == NULL) {
        return lt_fail_memory(err, "a raster survey");
    }
    status = lt_parallel_for(source->threads, count, survey_block, &survey, &local);
    if (status == LT_E_INPUT) {
        status = ingest_reject(diagnostics, LT_COMPLETENESS, "raster.unreadable", raster->label,
                               "path", local.text, "a raster whose every tile can be read",
                               "copy the file again from its source", err);
        goto out;
    }
    if (status != LT_OK) {
        lt_fail(err, status, "%s", local.text);
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const struct block *block = &survey.blocks[i];
        total.unseen += block->unseen;
        for (size_t k = 0; k < block->count; k++) {
            const struct unknown *unknown = &block->unknown[k];
            LT_TRY(add_unknown(&total, unknown->value, unknown->cells, unknown->m2, err));
        }
    }
    LT_TRY(conclude(raster, &total, diagnostics, err));
out:
    for (size_t i = 0; i < count; i++) {
        free(survey.blocks[i].unknown);
    }
    free(survey.blocks);
    free(total.unknown);
    return status;
}
