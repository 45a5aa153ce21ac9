/* Files of reviews as they come back from the offices: a table, a workbook, the table behind a layer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <minizip/zip.h>

#include "fuzz.h"
#include "fuzz_shapes.h"
#include "liangtian/ingest.h"
#include "liangtian/review.h"
#include "liangtian/schema.h"
#include "support/text.h"

static struct fuzz_run kept; /* the schema's memory */
static struct lt_layer_schema schema;

static void start(void)
{
    if (schema.name == NULL) {
        fuzz_begin(&kept);
        FUZZ_REQUIRE(lt_layer_schema_load(LT_SOURCE_DIR "/schemas", "WFTB", &kept.diagnostics,
                                          kept.arena, &schema, &kept.err) == LT_OK);
    }
}

static void check_row(const struct lt_review_row *row)
{
    const char *const days[] = {row->reviewed_on, row->rectified_on, row->deadline,
                                row->approval_until, row->city_on};
    const char *const texts[] = {row->case_id, row->actual_use, row->evidence, row->approval};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        FUZZ_REQUIRE(days[i][0] == '\0' || lt_date_valid(days[i]));
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        FUZZ_REQUIRE(lt_utf8_valid(texts[i], strlen(texts[i])));
    }
    FUZZ_REQUIRE(row->result <= LT_RESULT_OTHER && row->stage <= LT_STAGE_COUNTY_ACCEPTED &&
                 row->city <= LT_CITY_RETURNED);
    FUZZ_REQUIRE(row->shape.n_rings == 0 || lt_shape_planar_area(&row->shape) > 0);
}

static void read_reviews(const char *path)
{
    struct fuzz_run run;
    struct lt_review_row *rows = NULL;
    size_t count = 0;
    fuzz_begin(&run);
    const struct lt_review_reader reader = {.path = path,
                                            .sublayer = "",
                                            .schema = &schema,
                                            .grid = &fuzz_grid,
                                            .limit_vertices = 1 << 22,
                                            .arena = run.arena};
    const enum lt_status status =
        lt_review_read(&reader, &run.diagnostics, &rows, &count, &run.err);
    /* a cell that cannot be read rejects, and the file is read on */
    const bool cells = status == LT_OK && lt_diagnostics_rejects(&run.diagnostics);
    fuzz_check(&run, cells ? lt_fail(&run.err, LT_E_INPUT, "cells") : status);
    for (size_t i = 0; status == LT_OK && i < count; i++) {
        check_row(&rows[i]);
    }
    fuzz_end(&run);
}

static void one_csv(const uint8_t *data, size_t size)
{
    read_reviews(fuzz_file("reviews.csv", data, size));
}
const struct fuzz_target fuzz_review_csv = {"review_csv", start, one_csv};

/* --- a workbook: whole, or its parts apart by NUL bytes, put into a zip here so that its checksums are right --- */

static const char *const part_names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
                                         "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
static const char *const part_defaults[] = {
    "", "", "<workbook><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"};

static void add_part(zipFile zip, const char *name, const void *data, size_t size)
{
    const zip_fileinfo info = {0};
    FUZZ_REQUIRE(zipOpenNewFileInZip(zip, name, &info, NULL, 0, NULL, 0, NULL, 0, 0) == ZIP_OK);
    FUZZ_REQUIRE(zipWriteInFileInZip(zip, data, (unsigned)size) == ZIP_OK);
    FUZZ_REQUIRE(zipCloseFileInZip(zip) == ZIP_OK);
}

static const char *workbook_of(const uint8_t *data, size_t size)
{
    const char *path = fuzz_path("reviews.xlsx");
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    FUZZ_REQUIRE(zip != NULL);
    for (size_t i = 0; i < sizeof part_names / sizeof *part_names; i++) {
        const uint8_t *end = size == 0 ? NULL : memchr(data, 0, size);
        const size_t length = end == NULL ? size : (size_t)(end - data);
        if (length > 0) {
            add_part(zip, part_names[i], data, length);
        } else if (part_defaults[i][0] != '\0') {
            add_part(zip, part_names[i], part_defaults[i], strlen(part_defaults[i]));
        }
        const size_t used = length + (end != NULL);
        data += used;
        size -= used;
    }
    FUZZ_REQUIRE(zipClose(zip, NULL) == ZIP_OK);
    return path;
}

static void one_xlsx(const uint8_t *data, size_t size)
{
    const bool whole = size >= 2 && memcmp(data, "PK", 2) == 0;
    read_reviews(whole ? fuzz_file("reviews.xlsx", data, size) : workbook_of(data, size));
}
const struct fuzz_target fuzz_review_xlsx = {"review_xlsx", start, one_xlsx};

/* --- the table of a shapefile whose shapes are well --- */

static void start_dbf(void)
{
    start();
    fuzz_file("reviews.prj", fuzz_prj, strlen(fuzz_prj));
}

static void one_dbf(const uint8_t *data, size_t size)
{
    fuzz_squares("reviews", fuzz_dbf_records(data, size));
    fuzz_file("reviews.dbf", data, size);
    read_reviews(fuzz_path("reviews.shp"));
}
const struct fuzz_target fuzz_review_dbf = {"review_dbf", start_dbf, one_dbf};
