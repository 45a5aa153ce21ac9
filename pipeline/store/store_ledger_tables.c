#include "store/store_ledger_tables.h"

static const char *finding_word(uint32_t value)
{
    return lt_case_finding_name((enum lt_case_finding)value);
}

static const char *time_word(uint32_t value)
{
    return lt_case_time_name((enum lt_case_time)value);
}

static const char *handling_word(uint32_t value)
{
    return lt_case_handling_name((enum lt_case_handling)value);
}

static const char *severity_word(uint32_t value)
{
    static const char *const words[] = {"grave", "ordinary", "notice"};
    return words[value];
}

/* A field added to one of these structs must be named below, or the next half-year would not know
 * it. */
#define NEW_FIELD "a field was added: name it below, then mend this size"
_Static_assert(sizeof(struct lt_case) == 328, NEW_FIELD);
_Static_assert(sizeof(struct lt_event) == 72, NEW_FIELD);
_Static_assert(sizeof(struct lt_balance) == 232, NEW_FIELD);
_Static_assert(sizeof(struct lt_period_row) == 88, NEW_FIELD);

#define FIELD(type, field, column_kind)                                               \
    {                                                                                 \
        .name = #field, .kind = (column_kind), .offset = offsetof(struct type, field) \
    }
#define CHARS(type, field)                                                            \
    {                                                                                 \
        .name = #field, .kind = COLUMN_CHARS, .offset = offsetof(struct type, field), \
        .size = sizeof(((struct type *)0)->field)                                     \
    }
#define WORD(type, field, function, last)                                            \
    {                                                                                \
        .name = #field, .kind = COLUMN_WORD, .offset = offsetof(struct type, field), \
        .word = (function), .words = (last) + 1                                      \
    }

static const struct column case_columns[] = {
    {.name = "geom", .kind = COLUMN_SHAPE, .offset = offsetof(struct lt_case, shape)},
    CHARS(lt_case, id),
    FIELD(lt_case, unit, COLUMN_U32),
    FIELD(lt_case, first_period, COLUMN_PERIOD),
    FIELD(lt_case, last_period, COLUMN_PERIOD),
    WORD(lt_case, finding, finding_word, LT_FINDING_UNPROVEN),
    WORD(lt_case, time, time_word, LT_TIME_RELAPSED),
    WORD(lt_case, handling, handling_word, LT_HANDLING_NONE),
    FIELD(lt_case, open, COLUMN_BOOL),
    FIELD(lt_case, rules, COLUMN_RULES),
    WORD(lt_case, severity, severity_word, LT_RULE_NOTICE),
    FIELD(lt_case, reason, COLUMN_TEXT),
    FIELD(lt_case, parcel_id, COLUMN_TEXT),
    FIELD(lt_case, land_class, COLUMN_TEXT),
    FIELD(lt_case, planting, COLUMN_TEXT),
    FIELD(lt_case, town, COLUMN_TEXT),
    FIELD(lt_case, class_zh, COLUMN_TEXT),
    FIELD(lt_case, class_en, COLUMN_TEXT),
    FIELD(lt_case, area_m2, COLUMN_F64),
    FIELD(lt_case, pbf_m2, COLUMN_F64),
    FIELD(lt_case, zone_m2, COLUMN_F64),
    FIELD(lt_case, exempt_m2, COLUMN_F64),
    FIELD(lt_case, share_low, COLUMN_F64),
    FIELD(lt_case, share_high, COLUMN_F64),
    FIELD(lt_case, approval, COLUMN_TEXT),
    FIELD(lt_case, feedback_id, COLUMN_TEXT),
    FIELD(lt_case, clean_before, COLUMN_PERIOD),
    FIELD(lt_case, successor_of, COLUMN_TEXT),
};

static const struct column event_columns[] = {
    CHARS(lt_event, case_id),
    FIELD(lt_event, period, COLUMN_PERIOD),
    FIELD(lt_event, sequence, COLUMN_U32),
    FIELD(lt_event, kind, COLUMN_TEXT),
    FIELD(lt_event, area_before_m2, COLUMN_F64),
    FIELD(lt_event, area_after_m2, COLUMN_F64),
    FIELD(lt_event, note, COLUMN_TEXT),
};

#define LINE(field, kind_of)                                                                     \
    {                                                                                            \
        .name = #field, .kind = (kind_of), .offset = offsetof(struct balance_row, balance.field) \
    }
#define BOTH(word) LINE(word##_n, COLUMN_U64), LINE(word##_m2, COLUMN_F64)

static const struct column balance_columns[] = {
    FIELD(balance_row, period, COLUMN_PERIOD),
    LINE(unit, COLUMN_U32),
    BOTH(opening),
    BOTH(undated),
    BOTH(stock),
    BOTH(new),
    BOTH(relapsed),
    BOTH(split),
    BOTH(merged),
    BOTH(closed),
    LINE(grown_m2, COLUMN_F64),
    LINE(shrunk_m2, COLUMN_F64),
    BOTH(closing),
    BOTH(carried),
    BOTH(rectified_proposed),
    BOTH(unproven),
    BOTH(exempt),
};

static const struct column period_columns[] = {
    FIELD(lt_period_row, period, COLUMN_PERIOD),     CHARS(lt_period_row, generation),
    FIELD(lt_period_row, published_at, COLUMN_TEXT), FIELD(lt_period_row, stale, COLUMN_BOOL),
    FIELD(lt_period_row, crs, COLUMN_TEXT),
};

static const struct column meta_columns[] = {
    FIELD(meta_row, key, COLUMN_TEXT),
    FIELD(meta_row, value, COLUMN_TEXT),
};

#define TABLE(word, list, row)                                                            \
    {                                                                                     \
        .name = (word), .columns = (list), .column_count = sizeof(list) / sizeof *(list), \
        .row_size = sizeof(struct row)                                                    \
    }

const struct table ledger_cases = TABLE("cases", case_columns, lt_case);
const struct table ledger_events = TABLE("events", event_columns, lt_event);
const struct table ledger_balances = TABLE("balances", balance_columns, balance_row);
const struct table ledger_periods = TABLE("periods", period_columns, lt_period_row);
const struct table ledger_meta = TABLE("meta", meta_columns, meta_row);
