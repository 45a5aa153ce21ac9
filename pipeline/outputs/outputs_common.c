#include "outputs_common.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/area.h"
#include "support/arena.h"
#include "support/files.h"

const char *lt_say(const struct lt_report_model *model, const char *zh, const char *en)
{
    return model->config->chinese ? zh : en;
}

const char *lt_subject_verdict(const struct lt_report_model *model, enum lt_verdict_value verdict)
{
    switch (verdict) {
    case LT_MEETS:
        return lt_say(model, "未见问题", "nothing found");
    case LT_BELOW:
        return lt_say(model, "疑似问题", "suspect");
    default:
        return lt_verdict_title(verdict, model->config->chinese);
    }
}

bool lt_is_farmland_class(const char *land_class)
{
    return land_class != NULL && lt_starts_with(land_class, "01");
}

bool lt_is_public(const struct lt_report_model *model)
{
    return strcmp(model->config->profile, "public") == 0;
}

const char *lt_unit_title(const struct lt_report_model *model, const struct lt_report_unit *unit)
{
    if (unit->unit == model->config->city_code) {
        return lt_say(model, "全市", "City");
    }
    return unit->name == NULL ? "" : unit->name;
}

const char *lt_place_name(const struct lt_report_model *model, uint32_t code)
{
    for (size_t i = 0; i < model->unit_count; i++) {
        if (model->units[i].unit == code) {
            return lt_unit_title(model, &model->units[i]);
        }
    }
    return lt_say(model, "全市", "City");
}

void lt_published_date(const struct lt_report_model *model, char ret_date[11])
{
    const char *const stamp = model->published_at;
    memcpy(ret_date, "2000-01-01", 11);
    if (stamp != NULL && strlen(stamp) >= 10) {
        char date[11];
        memcpy(date, stamp, 10);
        date[10] = '\0';
        if (lt_date_valid(date)) {
            memcpy(ret_date, date, 11);
        }
    }
}

void lt_add_number(struct lt_text *text, double value, int decimals)
{
    char digits[352];
    lt_format_fixed(value, decimals, digits, sizeof digits);
    const char *at = digits;
    if (*at == '-') {
        lt_text_add(text, "\u2212");
        at++;
    }
    const size_t whole = strcspn(at, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            lt_text_add(text, ",");
        }
        lt_text_add_n(text, at + i, 1);
    }
    lt_text_add(text, at + whole);
}

void lt_add_count(struct lt_text *text, uint64_t count)
{
    lt_add_number(text, (double)count, 0);
}

void lt_add_measure(struct lt_text *text, double m2_or_share, enum lt_measure measure)
{
    switch (measure) {
    case LT_MEASURE_MU:
        lt_add_number(text, lt_mu(m2_or_share), 2);
        break;
    case LT_MEASURE_WANMU:
        lt_add_number(text, lt_wanmu(m2_or_share), 2);
        break;
    case LT_MEASURE_HECTARE:
        lt_add_number(text, m2_or_share / LT_M2_PER_HECTARE, 2);
        break;
    case LT_MEASURE_PERCENT:
        lt_add_number(text, m2_or_share * 100, 2);
        break;
    case LT_MEASURE_YIJIN:
        lt_add_number(text, lt_yijin(m2_or_share), 2);
        break;
    }
}

void lt_add_interval(struct lt_text *text, struct lt_interval interval, enum lt_measure measure)
{
    struct lt_text low = {0}, high = {0};
    lt_add_measure(&low, interval.low, measure);
    lt_add_measure(&high, interval.high, measure);
    if (low.failed || high.failed) {
        text->failed = true;
    } else if (strcmp(low.data, high.data) == 0) {
        lt_text_add(text, low.data);
    } else {
        lt_text_printf(text, "%s\u2013%s", low.data, high.data);
    }
    lt_text_finish(&low);
    lt_text_finish(&high);
}

void lt_discard(const char *folder, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct lt_text path = {0};
        lt_text_printf(&path, "%s/%s", folder, names[i]);
        if (!path.failed) {
            (void)unlink(path.data); /* a failed writer may not have made it */
        }
        lt_text_finish(&path);
    }
}

enum lt_status lt_write_bytes(const char *path, const char *data, size_t size, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    char *there;
    size_t length;
    LT_TRY(lt_file_write(path, data, size, err));
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_file_read(path, size + 1, arena, &there, &length, err));
    if (length != size || memcmp(there, data, size) != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' was cut short: %zu of %zu bytes", path, length, size);
    }
out:
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_write_whole(const char *path, const struct lt_text *text, struct lt_error *err)
{
    const enum lt_status status = lt_text_check(text, err);
    return status != LT_OK ? status : lt_write_bytes(path, text->data, text->length, err);
}
