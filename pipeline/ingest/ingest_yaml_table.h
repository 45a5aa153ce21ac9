/* Descriptions of YAML files as tables: one entry per key says what it is called, holds, means, and
 * where its value goes. The reader below, the JSON Schema, the commented template and the reference
 * page all walk the same tables.
 */
#ifndef LT_INGEST_YAML_TABLE_H
#define LT_INGEST_YAML_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest_yaml.h"

enum lt_key_kind {
    /* scalars */
    LT_KEY_TEXT,       /* const char * */
    LT_KEY_CHOICE,     /* const char *, one of the words in `choices` */
    LT_KEY_ENUM,       /* an enum whose values count from 0 in the order of `choices` */
    LT_KEY_BOOL,       /* bool */
    LT_KEY_DOUBLE,     /* double, min … max */
    LT_KEY_U32,        /* uint32_t */
    LT_KEY_U64,        /* uint64_t */
    LT_KEY_CODE,       /* uint32_t: an administrative code of six digits */
    LT_KEY_PERIOD,     /* lt_period: 2026H1 */
    LT_KEY_DATE,       /* const char *: YYYY-MM-DD */
    LT_KEY_PATH,       /* const char *: an input that must exist, absolute after reading */
    LT_KEY_PATH_LATER, /* the same, and it need not be there before it is read */
    LT_KEY_FOLDER,     /* const char *: an output folder, absolute after reading */
    LT_KEY_CRS,        /* const char *: EPSG:4526 */
    LT_KEY_SHA256,     /* const char *: 64 lower-case hex digits */
    LT_KEY_COLOR,      /* const char *: #rrggbb */
    /* groups */
    LT_KEY_SECTION, /* struct in place, described by `keys` */
    LT_KEY_LIST,    /* array of structs: pointer at `offset`, size_t at `count_offset` */
    LT_KEY_MAP, /* the same, from free words; each struct begins with `const char *` for its word */
    LT_KEY_TEXTS,   /* const char ** and size_t */
    LT_KEY_NUMBERS, /* double * and size_t */
    LT_KEY_PAIRS,   /* struct lt_key_pair * and size_t: word → text */
};

struct lt_key_pair {
    const char *word, *text;
};

struct lt_key {
    const char *name;
    enum lt_key_kind kind;
    size_t offset;       /* in the struct that the table describes */
    size_t count_offset; /* lists: where the count goes */
    size_t mark;         /* LT_MARK of a bool set when the key is written; 0 = none */
    const struct lt_key *keys;
    size_t key_count, item_size; /* sections, lists, maps */
    const char *definition;      /* name under which several keys share `keys` in the JSON Schema */
    bool required;
    bool partial;         /* nothing directly inside this section is required */
    bool shown;           /* written out by the template though it has a default */
    bool aside;           /* says nothing of what is computed: not part of the settings' digest */
    const char *fallback; /* the default as it would be written; NULL: zero or "" */
    const char *choices;  /* words with a space between */
    double min, max;      /* numbers; lists: fewest and most items (max 0 = no limit) */
    const char *unit;
    const char *example; /* for the template */
    const char *zh, *en; /* what it is, one sentence */
};

/* An empty text is no value for this key. */
static inline bool lt_key_needs_text(const struct lt_key *key)
{
    return key->required || key->kind == LT_KEY_FOLDER;
}

/* Offsets count from 0, so a mark is one more. */
#define LT_MARK(offset_of_bool) ((offset_of_bool) + 1)
#define LT_KEYS(table) .keys = (table), .key_count = sizeof(table) / sizeof *(table)

/* Reads mapping `node`, known by `path`, into the struct at `base` (zeroed by the caller): values,
 * defaults, and a fault for each unknown key, missing key or bad value. */
void lt_table_read(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                   const struct lt_key *section, void *base);
/* Puts the defaults of a section that is not in the file. */
void lt_table_defaults(struct lt_yaml *yaml, const struct lt_key *section, void *base);
/* "floors.zone_area" from ("floors", "zone_area"); the key alone at the root. */
const char *lt_table_path(struct lt_yaml *yaml, const char *path, const char *name);

/* The place of `word` in a list of words with a space between. */
bool lt_choice_index(const char *choices, const char *word, unsigned *ret_index);

#endif
