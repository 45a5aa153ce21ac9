#include "run/run_lost_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/csv.h"
#include "support/files.h"
#include "support/text.h"

enum { LIMIT = 256 << 20, COLUMNS = 8 };

static const char *const standings[LOST_STANDING_COUNT][2] = {
    [LOST_WAITING] = {"to be taken again", "待重新回填"},
    [LOST_OTHER_PLACE] = {"the number is another place's now: do not take the row as it is",
                          "编号已属另一处图斑，该行不可照原样回填"},
    [LOST_RENUMBERED] = {"the place has another number now", "该处图斑已换编号"},
    [LOST_CLOSED] = {"not open any more", "已不在办"},
    [LOST_GONE] = {"no such case any more", "台账中已无此编号"},
};

static const char *kind_title(int kind, bool chinese)
{
    return kind == LOST_PHOTO    ? (chinese ? "核查照片" : "photograph")
           : kind == LOST_REPORT ? (chinese ? "落实情况报告" : "county report")
                                 : lt_case_handling_title((enum lt_case_handling)kind, chinese);
}

/* --- reading --- */

static bool read_kind(const char *title, int *ret_kind)
{
    for (int kind = LOST_REPORT; kind <= LT_HANDLING_ENDED; kind++) {
        if (strcmp(kind_title(kind, true), title) == 0 ||
            strcmp(kind_title(kind, false), title) == 0) {
            *ret_kind = kind;
            return true;
        }
    }
    return false;
}

static bool read_standing(const char *title, enum lost_standing *ret_standing)
{
    for (int i = 0; i < LOST_STANDING_COUNT; i++) {
        if (strcmp(standings[i][0], title) == 0 || strcmp(standings[i][1], title) == 0) {
            *ret_standing = (enum lost_standing)i;
            return true;
        }
    }
    return false;
}

static bool read_place(const char *text, struct lt_box *ret_place)
{
    double *const to[] = {&ret_place->min_x, &ret_place->min_y, &ret_place->max_x,
                          &ret_place->max_y};
    for (size_t i = 0; i < 4; i++) {
        char number[LT_DOUBLE_TEXT];
        const size_t length = strcspn(text, " ");
        if (length >= sizeof number) {
            return false;
        }
        memcpy(number, text, length);
        number[length] = '\0';
        if (!lt_parse_double(number, to[i])) {
            return false;
        }
        text += length + (text[length] == ' ');
    }
    return *text == '\0';
}

static bool read_row(const struct lt_csv_row *line, struct lost_row *ret_row)
{
    *ret_row = (struct lost_row){.subject = line->cells[1],
                                 .day = line->cells[3],
                                 .now = line->cells[5],
                                 .digest = line->cells[6]};
    return lt_period_parse(line->cells[0], &ret_row->period) &&
           read_kind(line->cells[2], &ret_row->kind) &&
           read_standing(line->cells[4], &ret_row->standing) &&
           (ret_row->kind == LOST_REPORT || read_place(line->cells[7], &ret_row->place));
}

static enum lt_status read_table(const char *path, struct lt_arena *arena, struct lt_csv *ret_csv,
                                 struct lt_error *err)
{
    enum lt_status status;
    char *text;
    size_t size;
    bool there;
    LT_TRY(lt_path_look(path, &there, err));
    if (there) {
        LT_TRY(lt_file_read(path, LIMIT, arena, &text, &size, err));
        LT_TRY(lt_csv_parse(path, text, size, arena, ret_csv, err));
    }
out:
    return status;
}

void lost_rows_finish(struct lost_rows *rows)
{
    free(rows->items);
    *rows = (struct lost_rows){0};
}

enum lt_status lost_list_read(const char *output_dir, struct lt_arena *arena,
                              struct lost_rows *into, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    struct lt_csv csv = {0};
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    const char *path = lt_path_join(arena, current.folder, LOST_LIST);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(current.id[0] == '\0' ? LT_OK : read_table(path, arena, &csv, err));
    LT_TRY(lt_array_reserve(&into->items, &into->capacity, into->count + csv.row_count,
                            sizeof *into->items, err));
    for (size_t i = 0; i < csv.row_count; i++) {
        if (csv.columns < COLUMNS || !read_row(&csv.rows[i], &into->items[into->count])) {
            status = lt_fail(err, LT_E_IO, "'%s' is damaged: line %zu", path, csv.rows[i].line);
            goto out;
        }
        into->count++;
    }
out:
    return status;
}

/* --- writing --- */

static const char *say_place(const struct lost_row *row, char *buffer, size_t size)
{
    char number[4][LT_DOUBLE_TEXT];
    const double values[] = {row->place.min_x, row->place.min_y, row->place.max_x,
                             row->place.max_y};
    if (row->kind == LOST_REPORT) {
        return "";
    }
    for (size_t i = 0; i < 4; i++) {
        lt_format_double(values[i], number[i]);
    }
    snprintf(buffer, size, "%s %s %s %s", number[0], number[1], number[2], number[3]);
    return buffer;
}

enum lt_status lost_list_write(const char *path, const struct lost_rows *rows, bool chinese,
                               bool secret, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    char period[LT_PERIOD_TEXT], place[4 * LT_DOUBLE_TEXT];
    lt_text_add(&text,
                chinese
                    ? "\xEF\xBB\xBF半年期,图斑编号,内容,日期,现状,该处现有图斑,内容摘要,原位置\r\n"
                    : "\xEF\xBB\xBFhalf-year,case,what,day,standing,case there "
                      "now,digest,place reviewed\r\n");
    for (size_t i = 0; i < rows->count; i++) {
        const struct lost_row *row = &rows->items[i];
        const char *const cells[] = {lt_period_format(row->period, period),
                                     row->subject,
                                     kind_title(row->kind, chinese),
                                     row->day,
                                     standings[row->standing][chinese],
                                     row->now,
                                     row->digest,
                                     say_place(row, place, sizeof place)};
        for (size_t c = 0; c < COLUMNS; c++) {
            lt_text_add(&text, c == 0 ? "" : ",");
            lt_text_add_csv(&text, cells[c]);
        }
        lt_text_add(&text, "\r\n");
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write_as(path, text.data, text.length, secret ? 0600 : 0, err));
out:
    lt_text_finish(&text);
    return status;
}
