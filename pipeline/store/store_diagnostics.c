/* Diagnostics between processes, and the list that a clerk opens in a spreadsheet. */
#include <string.h>

#include "liangtian/store.h"
#include "store/store_codec.h"
#include "support/arena.h"
#include "support/files.h"

static const char kind[8] = "LTDIAG";
const char lt_no_key[65] = "";

static void code_diagnostic(struct codec *c, struct lt_diagnostic *v)
{
    CODEC_ENUM(c, v->severity, lt_severity, LT_REJECT + 1);
    CODEC_ENUM(c, v->quality, lt_quality, LT_USABILITY + 1);
    codec_text(c, &v->code);
    codec_text(c, &v->layer);
    codec_text(c, &v->feature);
    codec_text(c, &v->field);
    codec_text(c, &v->found);
    codec_text(c, &v->expected);
    codec_text(c, &v->action);
    codec_f64(c, &v->area_m2);
}

enum lt_status lt_diagnostics_write(const char *path, const char key[65],
                                    const struct lt_diagnostics *list, struct lt_error *err)
{
    struct codec codec = {0};
    size_t count = list->count;
    codec_count(&codec, &count);
    for (size_t i = 0; i < list->count; i++) {
        struct lt_diagnostic item = list->items[i];
        code_diagnostic(&codec, &item);
    }
    const enum lt_status status = envelope_write(path, kind, key, &codec, err);
    lt_text_finish(&codec.out);
    return status;
}

enum lt_status lt_diagnostics_read(const char *path, const char key[65],
                                   struct lt_diagnostics *into, struct lt_error *err)
{
    enum lt_status status;
    struct codec codec;
    struct lt_arena *arena = NULL;
    size_t count = 0;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(envelope_read(path, kind, key, arena, &codec, err));
    codec_count(&codec, &count);
    for (size_t i = 0; i < count; i++) {
        struct lt_diagnostic item = {0};
        code_diagnostic(&codec, &item);
        if (!codec_good(&codec)) {
            break;
        }
        LT_TRY(lt_diagnostics_add(into, &item, err));
    }
    LT_TRY(codec_check(&codec, path, err));
out:
    lt_arena_destroy(arena);
    return status;
}

/* One column: its heading in both languages, and the text of a row. */
static const char *const headings[][2] = {
    {"severity", "级别"},
    {"quality", "质量维度"},
    {"code", "代码"},
    {"title", "问题"},
    {"layer", "图层"},
    {"feature", "要素标识"},
    {"field", "字段"},
    {"found", "实际值"},
    {"expected", "应为"},
    {"action", "处理建议"},
    {"area_m2", "面积（平方米）"},
};

static void add_cell(struct lt_text *text, const char *cell)
{
    lt_text_add_csv(text, cell);
    lt_text_add(text, ",");
}

static void add_row(struct lt_text *text, const struct lt_diagnostic *item, bool chinese,
                    struct lt_text *buffer)
{
    add_cell(text, lt_severity_title(item->severity, chinese));
    add_cell(text, lt_quality_title(item->quality, chinese));
    add_cell(text, item->code);
    add_cell(text, lt_diagnostic_title(item->code, chinese));
    add_cell(text, lt_diagnostic_say(item, LT_PART_LAYER, chinese, buffer));
    add_cell(text, item->feature);
    add_cell(text, lt_diagnostic_say(item, LT_PART_FIELD, chinese, buffer));
    add_cell(text, lt_diagnostic_say(item, LT_PART_FOUND, chinese, buffer));
    add_cell(text, lt_diagnostic_say(item, LT_PART_EXPECTED, chinese, buffer));
    add_cell(text, lt_diagnostic_say(item, LT_PART_ACTION, chinese, buffer));
    if (item->area_m2 != 0.0) {
        lt_text_add_double(text, item->area_m2);
    }
    lt_text_add(text, "\r\n");
}

enum lt_status lt_diagnostics_write_csv(const char *path, const struct lt_diagnostics *list,
                                        bool chinese, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0}, buffer = {0};
    lt_text_add(&text, "\xEF\xBB\xBF"); /* without it a Chinese spreadsheet reads GBK */
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        lt_text_add(&text, i == 0 ? "" : ",");
        lt_text_add(&text, headings[i][chinese]);
    }
    lt_text_add(&text, "\r\n");
    for (size_t i = 0; i < list->count; i++) {
        add_row(&text, &list->items[i], chinese, &buffer);
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
out:
    lt_text_finish(&text);
    lt_text_finish(&buffer);
    return status;
}
