/* The settings that a half-year depends on, as one digest: values, not the file's text, so that a remark, or the next
 * half-year's entry, changes nothing. Files that are named are hashed as inputs, so paths do not count; nor does what is aside. */
#include <stdio.h>
#include <string.h>

#include "ingest_config_table.h"
#include "liangtian/ingest.h"
#include "support/digest.h"
#include "support/text.h"

struct walk {
    struct lt_digest *digest;
    lt_period period; /* of the list of half-years, this one and the one before count */
};

static void add_section(const struct walk *walk, const struct lt_key *section, const char *base);

static void add_double(const struct walk *walk, const char *at)
{
    double value;
    char text[LT_DOUBLE_TEXT];
    memcpy(&value, at, sizeof value);
    lt_digest_add_text(walk->digest, lt_format_double(value, text));
}

static void add_text(const struct walk *walk, const char *at)
{
    const char *text;
    memcpy(&text, at, sizeof text);
    lt_digest_add_text(walk->digest, text == NULL ? "" : text);
}

static size_t count_at(const struct lt_key *key, const char *base)
{
    size_t count;
    memcpy(&count, base + key->count_offset, sizeof count);
    return count;
}

static const char *items_at(const struct lt_key *key, const char *base)
{
    const char *items;
    memcpy(&items, base + key->offset, sizeof items);
    return items;
}

/* A list of half-years: those that this one reads. Every other list: whole. */
static bool counts(const struct walk *walk, const struct lt_key *key, const char *item)
{
    if (key->keys[0].kind != LT_KEY_PERIOD) {
        return true;
    }
    lt_period period;
    memcpy(&period, item + key->keys[0].offset, sizeof period);
    return period == walk->period || period == walk->period - 1;
}

static void add_list(const struct walk *walk, const struct lt_key *key, const char *base)
{
    const char *items = items_at(key, base);
    for (size_t i = 0; i < count_at(key, base); i++) {
        const char *item = items + i * key->item_size;
        if (counts(walk, key, item)) {
            if (key->kind == LT_KEY_MAP) {
                add_text(walk, item);
            }
            add_section(walk, key, item);
        }
    }
    lt_digest_add_text(walk->digest, "]");
}

static void add_plain_list(const struct walk *walk, const struct lt_key *key, const char *base)
{
    const char *items = items_at(key, base);
    for (size_t i = 0; i < count_at(key, base); i++) {
        if (key->kind == LT_KEY_NUMBERS) {
            add_double(walk, items + i * sizeof(double));
        } else if (key->kind == LT_KEY_TEXTS) {
            add_text(walk, items + i * sizeof(char *));
        } else {
            const char *pair = items + i * sizeof(struct lt_key_pair);
            add_text(walk, pair + offsetof(struct lt_key_pair, word));
            add_text(walk, pair + offsetof(struct lt_key_pair, text));
        }
    }
    lt_digest_add_text(walk->digest, "]");
}

static size_t size_of(enum lt_key_kind kind)
{
    switch (kind) {
    case LT_KEY_BOOL:
        return sizeof(bool);
    case LT_KEY_U64:
        return sizeof(uint64_t);
    default:
        return sizeof(uint32_t);
    }
}

static void add_key(const struct walk *walk, const struct lt_key *key, const char *base)
{
    const char *at = base + key->offset;
    lt_digest_add_text(walk->digest, key->name);
    switch (key->kind) {
    case LT_KEY_TEXT:
    case LT_KEY_CHOICE:
    case LT_KEY_DATE:
    case LT_KEY_CRS:
    case LT_KEY_COLOR:
        add_text(walk, at);
        break;
    case LT_KEY_DOUBLE:
        add_double(walk, at);
        break;
    case LT_KEY_SECTION:
        add_section(walk, key, at);
        break;
    case LT_KEY_LIST:
    case LT_KEY_MAP:
        add_list(walk, key, base);
        break;
    case LT_KEY_TEXTS:
    case LT_KEY_NUMBERS:
    case LT_KEY_PAIRS:
        add_plain_list(walk, key, base);
        break;
    case LT_KEY_PATH:
    case LT_KEY_PATH_LATER:
    case LT_KEY_FOLDER:
    case LT_KEY_SHA256:
        break;
    default:
        lt_digest_add(walk->digest, at, size_of(key->kind));
    }
}

static void add_section(const struct walk *walk, const struct lt_key *section, const char *base)
{
    for (size_t i = 0; i < section->key_count; i++) {
        if (!section->keys[i].aside) {
            add_key(walk, &section->keys[i], base);
        }
    }
    lt_digest_add_text(walk->digest, "}");
}

enum lt_status lt_config_digest(const struct lt_config *config, lt_period period, char ret_hex[65],
                                struct lt_error *err)
{
    struct walk walk = {.period = period};
    const enum lt_status status = lt_digest_create(&walk.digest, err);
    if (status == LT_OK) {
        /* a config that was loaded is the first member of the draft that the table describes */
        add_section(&walk, lt_config_table(), (const char *)config);
        lt_digest_hex(walk.digest, ret_hex);
        lt_digest_destroy(walk.digest);
    }
    return status;
}
