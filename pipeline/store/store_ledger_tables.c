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

static const char *seen_word(uint32_t value)
{
    return lt_case_seen_name((enum lt_case_seen)value);
}

static const char *remedy_word(uint32_t value)
{
    return lt_case_remedy_name((enum lt_case_remedy)value);
}

static const char *state_word(uint32_t value)
{
    return lt_case_state_name((enum lt_case_state)value);
}

static const char *photo_place_word(uint32_t value)
{
    return lt_photo_place_name((enum lt_photo_place)value);
}

static const char *photo_day_word(uint32_t value)
{
    return lt_photo_day_name((enum lt_photo_day)value);
}

/* Bits of a set, one at a time. */
static const char *actor_word(uint32_t value)
{
    const bool one = value != 0 && (value & (value - 1)) == 0;
    return one ? lt_actor_name((enum lt_actor)value) : value == 0 ? "" : "-";
}

static const char *grave_word(uint32_t value)
{
    return lt_case_grave_name((enum lt_case_grave)value);
}

static const char *severity_word(uint32_t value)
{
    static const char *const words[] = {"grave", "ordinary", "notice"};
    return words[value];
}

/* A field added to one of these structs must be named below, or the next half-year would not know
 * it; edges and `described` of a case are of the half-year at hand alone, and are not kept. */
#define NEW_FIELD "a field was added: name it below, then mend this size"
_Static_assert(sizeof(struct lt_case) == 480, NEW_FIELD);
_Static_assert(sizeof(struct lt_event) == 72, NEW_FIELD);
_Static_assert(sizeof(struct lt_balance) == 232, NEW_FIELD);
_Static_assert(sizeof(struct lt_period_row) == 88, NEW_FIELD);
_Static_assert(sizeof(struct lt_transition) == 40, NEW_FIELD);
_Static_assert(sizeof(struct lt_review_record) == 128, NEW_FIELD);
_Static_assert(sizeof(struct lt_photo) == 72, NEW_FIELD);
_Static_assert(sizeof(struct lt_county_answer) == 40, NEW_FIELD);

/* A word whose field has a name that SQL keeps for itself. */
#define NAMED(column_name, type, field, function, last)                                     \
    {                                                                                       \
        .name = (column_name), .kind = COLUMN_WORD, .offset = offsetof(struct type, field), \
        .word = (function), .words = (last) + 1                                             \
    }
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
    WORD(lt_case, seen, seen_word, LT_SEEN_CLEAN),
    WORD(lt_case, remedy, remedy_word, LT_REMEDY_KEEP),
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
    FIELD(lt_case, deadline, COLUMN_TEXT),
    FIELD(lt_case, reviewed_on, COLUMN_TEXT),
    FIELD(lt_case, rectified_on, COLUMN_TEXT),
    FIELD(lt_case, approval_until, COLUMN_TEXT),
    FIELD(lt_case, evidence, COLUMN_TEXT),
    FIELD(lt_case, actual_use, COLUMN_TEXT),
    WORD(lt_case, closed_state, state_word, LT_STATE_COUNT - 1),
    FIELD(lt_case, closed_m2, COLUMN_F64),
    FIELD(lt_case, idle_last, COLUMN_PERIOD),
    FIELD(lt_case, idle_years, COLUMN_U32),
    {.name = "grave_by",
     .since = 4,
     .kind = COLUMN_WORD,
     .offset = offsetof(struct lt_case, grave),
     .word = grave_word,
     .words = LT_GRAVE_BY_REVIEW + 1},
    {.name = "confirmed_on",
     .since = 5,
     .kind = COLUMN_TEXT,
     .offset = offsetof(struct lt_case, confirmed_on)},
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

static const struct column transition_columns[] = {
    FIELD(lt_transition, period, COLUMN_PERIOD),
    FIELD(lt_transition, unit, COLUMN_U32),
    NAMED("from_state", lt_transition, from, state_word, LT_STATE_COUNT - 1),
    NAMED("to_state", lt_transition, to, state_word, LT_STATE_COUNT - 1),
    FIELD(lt_transition, n, COLUMN_U64),
    FIELD(lt_transition, before_m2, COLUMN_F64),
    FIELD(lt_transition, after_m2, COLUMN_F64),
};

static const struct column review_columns[] = {
    CHARS(lt_review_record, case_id),
    FIELD(lt_review_record, period, COLUMN_PERIOD),
    FIELD(lt_review_record, sequence, COLUMN_U32),
    WORD(lt_review_record, actor, actor_word, LT_ACTOR_CITY),
    NAMED("from_handling", lt_review_record, from, handling_word, LT_HANDLING_NONE),
    NAMED("to_handling", lt_review_record, to, handling_word, LT_HANDLING_NONE),
    WORD(lt_review_record, remedy, remedy_word, LT_REMEDY_KEEP),
    FIELD(lt_review_record, result, COLUMN_TEXT),
    FIELD(lt_review_record, reviewed_on, COLUMN_TEXT),
    FIELD(lt_review_record, rectified_on, COLUMN_TEXT),
    FIELD(lt_review_record, deadline, COLUMN_TEXT),
    FIELD(lt_review_record, approval_until, COLUMN_TEXT),
    FIELD(lt_review_record, approval, COLUMN_TEXT),
    FIELD(lt_review_record, evidence, COLUMN_TEXT),
    FIELD(lt_review_record, actual_use, COLUMN_TEXT),
    FIELD(lt_review_record, digest, COLUMN_TEXT),
};

static const struct column photo_columns[] = {
    CHARS(lt_photo, case_id),
    FIELD(lt_photo, period, COLUMN_PERIOD),
    FIELD(lt_photo, sequence, COLUMN_U32),
    WORD(lt_photo, place, photo_place_word, LT_PHOTO_NO_POSITION),
    WORD(lt_photo, day, photo_day_word, LT_PHOTO_NO_DAY),
    FIELD(lt_photo, distance_m, COLUMN_F64),
    FIELD(lt_photo, taken_on, COLUMN_TEXT),
    FIELD(lt_photo, sha256, COLUMN_TEXT),
};

static const struct column answer_columns[] = {
    FIELD(lt_county_answer, period, COLUMN_PERIOD), FIELD(lt_county_answer, sequence, COLUMN_U32),
    FIELD(lt_county_answer, unit, COLUMN_U32),      FIELD(lt_county_answer, about, COLUMN_PERIOD),
    FIELD(lt_county_answer, item, COLUMN_TEXT),     FIELD(lt_county_answer, answer, COLUMN_TEXT),
    FIELD(lt_county_answer, digest, COLUMN_TEXT),
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
const struct table ledger_transitions = TABLE("transitions", transition_columns, lt_transition);
const struct table ledger_reviews = TABLE("reviews", review_columns, lt_review_record);
const struct table ledger_photos = TABLE("photos", photo_columns, lt_photo);
const struct table ledger_answers = {.name = "county_reports",
                                     .since = 4,
                                     .columns = answer_columns,
                                     .column_count = sizeof answer_columns / sizeof *answer_columns,
                                     .row_size = sizeof(struct lt_county_answer)};
const struct table ledger_periods = TABLE("periods", period_columns, lt_period_row);
const struct table ledger_meta = TABLE("meta", meta_columns, meta_row);

const struct ledger_content ledger_contents[] = {
    {&ledger_balances, "attributes", "opening + changes = closing, per period and county"},
    {&ledger_cases, "features", "every case with its state as of the last period"},
    {&ledger_answers, "attributes", "what counties report of their work; rows are only ever added"},
    {&ledger_events, "attributes", "what happened to each case; rows are only ever added"},
    {&ledger_meta, "attributes", "version of these tables; CRS of the cases"},
    {&ledger_periods, "attributes", "half-years closed so far"},
    {&ledger_photos, "attributes", "photographs of reviews; rows are only ever added"},
    {&ledger_reviews, "attributes", "reviews taken back; rows are only ever added"},
    {&ledger_transitions, "attributes", "from which state to which, per half-year and county"},
};
const size_t ledger_content_count = sizeof ledger_contents / sizeof *ledger_contents;
