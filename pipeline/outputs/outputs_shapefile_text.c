/* What the columns of a shapefile make of a text: its encoding, its length, and a list of what they cannot hold. */
#include <errno.h>
#include <string.h>

#include "outputs_gbk.h"
#include "outputs_shapefile.h"
#include "support/output.h"

enum { DATE_WIDTH = 8, DBF_HEAD = 32, DBF_FIELD = 32, PIECE = 1 << 20 };

/* --- encoding --- */

static enum lt_status choose(struct lt_dbf_text *text, const struct lt_book_cases *cases,
                             struct lt_error *err)
{
    text->use_gbk = strcmp(text->model->config->shapefile_encoding, "GBK") == 0;
    for (size_t i = 0; i < cases->count; i++) {
        for (size_t f = 0; f < text->schema->field_count; f++) {
            char buffer[LT_CASE_TEXT];
            struct lt_case_value value;
            lt_case_value(text->model, cases->items[i], &text->schema->fields[f], buffer, &value);
            if (!lt_utf8_valid(value.text, strlen(value.text))) {
                return lt_fail(err, LT_E_BUG, "case %s: column %s is not UTF-8",
                               cases->items[i]->id, text->schema->fields[f].name);
            }
            if (text->use_gbk && !lt_gbk_holds(text->gbk, value.text)) {
                text->use_gbk = false;
                text->fell_back = true;
            }
        }
    }
    return LT_OK;
}

enum lt_status lt_dbf_text_open(const struct lt_report_model *model,
                                const struct lt_book_cases *cases, struct lt_dbf_text *ret_text,
                                struct lt_error *err)
{
    *ret_text = (struct lt_dbf_text){
        .model = model, .schema = model->violation_schema, .gbk = lt_gbk_open()};
    if (ret_text->gbk == (iconv_t)-1) {
        return lt_fail(err, LT_E_LIMIT, "cannot prepare the violation layer: %s", strerror(errno));
    }
    return choose(ret_text, cases, err);
}

void lt_dbf_text_close(struct lt_dbf_text *text)
{
    if (text->gbk != (iconv_t)-1) {
        iconv_close(text->gbk);
        text->gbk = (iconv_t)-1;
    }
}

/* --- widths --- */

uint32_t lt_dbf_width(const struct lt_dbf_text *text, const struct lt_schema_field *field)
{
    if (field->type != LT_FIELD_TEXT) {
        return field->type == LT_FIELD_DATE ? DATE_WIDTH : field->length;
    }
    uint32_t width = field->length == 0 ? LT_DBF_TEXT_MAX : field->length;
    if (!text->use_gbk) {
        width += width / 2; /* a Chinese character takes three bytes instead of two */
    }
    return width > LT_DBF_TEXT_MAX ? LT_DBF_TEXT_MAX : width;
}

struct lt_dbf_shape lt_dbf_shape_of(const struct lt_dbf_text *text)
{
    struct lt_dbf_shape shape = {.head = DBF_HEAD + DBF_FIELD * text->schema->field_count + 1,
                                 .row = 1}; /* the mark of a deleted row */
    for (size_t f = 0; f < text->schema->field_count; f++) {
        shape.row += lt_dbf_width(text, &text->schema->fields[f]);
    }
    return shape;
}

/* How many bytes of the value go into the column. */
static size_t fit(const struct lt_dbf_text *text, const struct lt_schema_field *field,
                  const char *value, size_t length)
{
    const uint32_t width = lt_dbf_width(text, field);
    return text->use_gbk ? lt_gbk_fit(text->gbk, value, width) : lt_utf8_cut(value, length, width);
}

const char *lt_dbf_fit(const struct lt_dbf_text *text, const struct lt_schema_field *field,
                       const char *value, char buffer[LT_CASE_TEXT])
{
    _Static_assert(2 * LT_DBF_TEXT_MAX < LT_CASE_TEXT, "254 bytes of GBK are 381 of UTF-8");
    const size_t length = strlen(value), kept = fit(text, field, value, length);
    if (kept >= length) {
        return value;
    }
    memmove(buffer, value, kept);
    buffer[kept] = '\0';
    return buffer;
}

/* --- the list --- */

enum fault { FAULT_CUT, FAULT_BEYOND_GBK };

struct lister {
    const struct lt_dbf_text *text;
    const char *path;
    struct lt_output *output; /* from the first line on */
    struct lt_text lines;
    struct lt_dbf_faults faults;
};

static enum lt_status flush(struct lister *lister, size_t above, struct lt_error *err)
{
    enum lt_status status = lt_text_check(&lister->lines, err);
    if (status == LT_OK && lister->lines.length > above) {
        status = lt_output_put(lister->output, lister->lines.data, lister->lines.length, err);
        lister->lines.length = 0;
    }
    return status;
}

static enum lt_status begin(struct lister *lister, struct lt_error *err)
{
    static const char *const heads[][2] = {
        {"图斑编号", "case"},
        {"字段", "field"},
        {"字段名称", "field title"},
        {"问题", "what"},
        {"GBK 没有的字", "characters that GBK lacks"},
        {"全文字节数", "bytes of the whole text"},
        {"字段字节数", "bytes of the field"},
        {"全文", "whole text"},
    };
    lt_text_add(&lister->lines, "\xEF\xBB\xBF"); /* without it a Chinese spreadsheet reads GBK */
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        lt_text_add(&lister->lines, i == 0 ? "" : ",");
        lt_text_add_csv(&lister->lines, lt_say(lister->text->model, heads[i][0], heads[i][1]));
    }
    lt_text_add(&lister->lines, "\r\n");
    return lt_output_open(lister->path, &lister->output, err);
}

static enum lt_status add_line(struct lister *lister, const struct lt_case *item,
                               const struct lt_schema_field *field, const char *value,
                               enum fault fault, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_dbf_text *const text = lister->text;
    const struct lt_report_model *const model = text->model;
    const size_t bytes = text->use_gbk ? lt_gbk_length(text->gbk, value) : strlen(value);
    if (lister->output == NULL) {
        LT_TRY(begin(lister, err));
    }
    lt_text_add_csv(&lister->lines, item->id);
    lt_text_printf(&lister->lines, ",%s,", field->name);
    lt_text_add_csv(&lister->lines, lt_say(model, field->title_zh, field->title_en));
    lt_text_printf(&lister->lines, ",%s,",
                   fault == FAULT_CUT ? lt_say(model, "截短", "cut")
                                      : lt_say(model, "GBK 没有的字", "not in GBK"));
    if (fault == FAULT_BEYOND_GBK) {
        lt_gbk_add_missing(text->gbk, value, &lister->lines);
    }
    lt_text_printf(&lister->lines, ",%zu,%u,", bytes, lt_dbf_width(text, field));
    lt_text_add_csv(&lister->lines, value);
    lt_text_add(&lister->lines, "\r\n");
    LT_TRY(flush(lister, PIECE, err));
out:
    return status;
}

static enum lt_status list_case(struct lister *lister, const struct lt_case *item,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_dbf_text *const text = lister->text;
    for (size_t f = 0; f < text->schema->field_count; f++) {
        const struct lt_schema_field *const field = &text->schema->fields[f];
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        lt_case_value(text->model, item, field, buffer, &value);
        if (value.kind != LT_VALUE_TEXT) {
            continue;
        }
        if (text->fell_back && !lt_gbk_holds(text->gbk, value.text)) {
            lister->faults.beyond_gbk++;
            LT_TRY(add_line(lister, item, field, value.text, FAULT_BEYOND_GBK, err));
        }
        const size_t length = strlen(value.text);
        if (fit(text, field, value.text, length) < length) {
            lister->faults.cut++;
            LT_TRY(add_line(lister, item, field, value.text, FAULT_CUT, err));
        }
    }
out:
    return status;
}

enum lt_status lt_dbf_list_faults(const struct lt_dbf_text *text, const struct lt_book_cases *cases,
                                  const char *path, struct lt_dbf_faults *ret_faults,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lister lister = {.text = text, .path = path};
    for (size_t i = 0; i < cases->count; i++) {
        LT_TRY(list_case(&lister, cases->items[i], err));
    }
    if (lister.output != NULL) {
        LT_TRY(flush(&lister, 0, err));
        LT_TRY(lt_output_commit(lister.output, err));
    }
    *ret_faults = lister.faults;
out:
    lt_output_close(lister.output);
    lt_text_finish(&lister.lines);
    return status;
}
