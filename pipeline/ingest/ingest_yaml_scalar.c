#include "ingest_yaml_scalar.h"

#include <stdint.h>
#include <string.h>

#include "liangtian/period.h"
#include "support/files.h"
#include "support/text.h"

bool lt_choice_index(const char *choices, const char *word, unsigned *ret_index)
{
    const size_t length = strlen(word);
    unsigned index = 0;
    while (*choices != '\0') {
        const size_t end = strcspn(choices, " ");
        if (end == length && memcmp(choices, word, length) == 0) {
            *ret_index = index;
            return true;
        }
        index++;
        choices += end;
        choices += *choices == ' ';
    }
    return false;
}

/* --- the phrase for what is expected ------------------------------------------------------- */

static const char *range_phrase(struct lt_yaml *yaml, const struct lt_key *key, const char *what)
{
    char low[LT_DOUBLE_TEXT], high[LT_DOUBLE_TEXT];
    return lt_yaml_format(yaml, "%s from %s to %s%s%s", what, lt_format_double(key->min, low),
                          lt_format_double(key->max, high), key->unit == NULL ? "" : ", in ",
                          key->unit == NULL ? "" : key->unit);
}

static const char *choice_phrase(struct lt_yaml *yaml, const struct lt_key *key)
{
    const char *phrase = "one of: ";
    for (const char *c = key->choices; *c != '\0'; c += *c == ' ') {
        const size_t end = strcspn(c, " ");
        phrase =
            lt_yaml_format(yaml, "%s%s%.*s", phrase, c == key->choices ? "" : ", ", (int)end, c);
        c += end;
    }
    return phrase;
}

const char *lt_scalar_expected(struct lt_yaml *yaml, const struct lt_key *key)
{
    switch (key->kind) {
    case LT_KEY_CHOICE:
    case LT_KEY_ENUM:
        return choice_phrase(yaml, key);
    case LT_KEY_BOOL:
        return "true or false";
    case LT_KEY_DOUBLE:
        return range_phrase(yaml, key, "a number");
    case LT_KEY_U32:
    case LT_KEY_U64:
        return range_phrase(yaml, key, "a whole number");
    case LT_KEY_CODE:
        return "an administrative code of six digits, e.g. 411702";
    case LT_KEY_PERIOD:
        return "a half-year, e.g. 2026H1 or 2026H2";
    case LT_KEY_DATE:
        return "a day that exists, as YYYY-MM-DD";
    case LT_KEY_PATH:
    case LT_KEY_PATH_LATER:
        return "the path of a file or folder that exists";
    case LT_KEY_FOLDER:
        return "the path of a folder";
    case LT_KEY_CRS:
        return "EPSG: and a number, e.g. EPSG:4526";
    case LT_KEY_SHA256:
        return "64 digits 0-9 a-f";
    case LT_KEY_COLOR:
        return "a colour as #rrggbb, in quotes";
    default:
        return "text";
    }
}

/* --- faults -------------------------------------------------------------------------------- */

static void fault(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                  const struct lt_key *key, const char *code, const char *action)
{
    lt_yaml_reject(yaml, node, path, code, lt_yaml_describe(yaml, node),
                   lt_scalar_expected(yaml, key), action);
}

static const char *number_advice(struct lt_yaml *yaml, const yaml_node_t *node,
                                 const struct lt_key *key)
{
    const char *text = lt_yaml_text(node);
    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) {
        return "remove the quotes";
    }
    if (strpbrk(text, ",") != NULL || strstr(text, "，") != NULL) {
        return "use a point as the decimal mark and nothing between thousands";
    }
    if (text[0] == '0' && text[1] >= '0' && text[1] <= '9') {
        return "remove the leading zero";
    }
    if (lt_yaml_is_bare(node)) {
        return "write it in plain digits, inside the range";
    }
    const size_t digits = strspn(text, "0123456789.");
    if (digits > 0 && digits < strlen(text) && key->unit != NULL) {
        return lt_yaml_format(yaml, "write the number alone; its unit is %s", key->unit);
    }
    return "write the number alone, in ASCII digits";
}

/* --- kinds --------------------------------------------------------------------------------- */

static bool has_control(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if ((*c < 0x20 && *c != '\n') || *c == 0x7F) {
            return true;
        }
    }
    return false;
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* A scalar that is text: in quotes, or plain and nothing else. A copy that outlives the document. */
static const char *read_text(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                             const struct lt_key *key)
{
    const char *text = lt_yaml_text(node);
    const char *nothing =
        lt_key_needs_text(key) ? "write a value" : "write a value, or remove the line";
    if (lt_yaml_is_bare(node)) {
        const bool empty = strcmp(lt_yaml_describe(yaml, node), "nothing") == 0;
        fault(yaml, node, path, key, "yaml.kind", empty ? nothing : "put the text in quotes");
        return NULL;
    }
    if (has_control(text) || characters(text) > LT_YAML_TEXT) {
        fault(yaml, node, path, key, "yaml.text",
              lt_yaml_format(yaml, "write at most %d characters, without control characters",
                             LT_YAML_TEXT));
        return NULL;
    }
    if (*text == '\0' && lt_key_needs_text(key)) {
        fault(yaml, node, path, key, "yaml.text", nothing);
        return NULL;
    }
    return lt_yaml_format(yaml, "%s", text);
}

static bool read_number(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                        const struct lt_key *key, double *ret_value)
{
    const bool whole = key->kind != LT_KEY_DOUBLE;
    int64_t integer;
    double value = 0;
    bool ok = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (whole) {
        ok = ok && lt_parse_int(lt_yaml_text(node), &integer);
        value = ok ? (double)integer : 0;
    } else {
        ok = ok && lt_parse_double(lt_yaml_text(node), &value);
    }
    if (!ok) {
        fault(yaml, node, path, key, "yaml.number", number_advice(yaml, node, key));
        return false;
    }
    if (value < key->min || value > key->max) {
        fault(yaml, node, path, key, "yaml.range",
              key->kind == LT_KEY_CODE ? "write all six digits" : "write a value inside the range");
        return false;
    }
    *ret_value = value;
    return true;
}

const char *lt_path_refusal(const char *path)
{
    char head[5] = "";
    memcpy(head, path, strlen(path) < 4 ? strlen(path) : 4);
    if (lt_same_word(head, "/vsi")) {
        return "a virtual file system (/vsi…)";
    }
    if (strchr(path, '<') != NULL) {
        return "markup instead of a path";
    }
    if (strchr(path, ':') != NULL) {
        return "an address or a driver prefix (with ':')";
    }
    return NULL;
}

static const char *read_path(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                             const struct lt_key *key)
{
    const char *text = read_text(yaml, node, path, key);
    if (text == NULL || *text == '\0') {
        return text;
    }
    const char *refusal = lt_path_refusal(text);
    if (refusal != NULL) {
        lt_yaml_reject(yaml, node, path, "config.path_refused",
                       lt_yaml_format(yaml, "%s: %s", refusal, lt_yaml_describe(yaml, node)),
                       "a plain path of a local file or folder",
                       "copy the file here and write its path");
        return NULL;
    }
    char *full = lt_path_join(yaml->arena, yaml->folder, text);
    if (full == NULL) {
        yaml->status = LT_E_LIMIT;
        return NULL;
    }
    const size_t most = key->kind == LT_KEY_FOLDER ? LT_FOLDER_BYTES : LT_PATH_BYTES;
    if (strlen(full) > most) {
        lt_yaml_reject(yaml, node, path, "config.path_length",
                       lt_yaml_format(yaml, "%zu bytes", strlen(full)),
                       lt_yaml_format(yaml,
                                      "at most %zu bytes from the root on, which libraries "
                                      "can open",
                                      most),
                       "move the city to a folder with a shorter path");
        return NULL;
    }
    if (key->kind == LT_KEY_PATH && !lt_file_exists(full)) {
        lt_yaml_reject(
            yaml, node, path, "config.path_missing", lt_yaml_format(yaml, "nothing at %s", full),
            lt_scalar_expected(yaml, key),
            "correct the path (it is relative to the config file), or put the file there");
        return NULL;
    }
    return full;
}

static bool is_form(enum lt_key_kind kind, const char *text)
{
    const size_t length = strlen(text);
    switch (kind) {
    case LT_KEY_DATE:
        return lt_date_valid(text);
    case LT_KEY_CRS:
        return lt_starts_with(text, "EPSG:") && length >= 9 && length <= 11 && text[5] != '0' &&
               strspn(text + 5, "0123456789") == length - 5;
    case LT_KEY_SHA256:
        return length == 64 && strspn(text, "0123456789abcdef") == 64;
    case LT_KEY_COLOR:
        return length == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdefABCDEF") == 6;
    default:
        return true;
    }
}

static void read_formed(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                        const struct lt_key *key, const char **target)
{
    const char *text = read_text(yaml, node, path, key);
    if (text == NULL) {
        return;
    }
    if (!is_form(key->kind, text) && (key->required || *text != '\0')) {
        fault(yaml, node, path, key, key->kind == LT_KEY_DATE ? "yaml.date" : "yaml.text",
              "write it in the form shown");
        return;
    }
    *target = text;
}

static void read_choice(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                        const struct lt_key *key, void *target)
{
    const char *text = lt_yaml_text(node);
    unsigned index;
    if (!lt_choice_index(key->choices, text, &index)) {
        fault(yaml, node, path, key, "yaml.choice", "write one of these words");
    } else if (key->kind == LT_KEY_ENUM) {
        memcpy(target, &index, sizeof index);
    } else {
        text = lt_yaml_format(yaml, "%s", text);
        memcpy(target, &text, sizeof text);
    }
}

static void read_bool(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                      const struct lt_key *key, bool *target)
{
    const char *text = lt_yaml_text(node);
    const bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && strcmp(text, "true") == 0) {
        *target = true;
    } else if (plain && strcmp(text, "false") == 0) {
        *target = false;
    } else {
        fault(yaml, node, path, key, "yaml.choice", "write true or false, without quotes");
    }
}

static void store_number(const struct lt_key *key, double value, void *target)
{
    if (key->kind == LT_KEY_DOUBLE) {
        memcpy(target, &value, sizeof value);
    } else if (key->kind == LT_KEY_U64) {
        const uint64_t whole = (uint64_t)value;
        memcpy(target, &whole, sizeof whole);
    } else {
        const uint32_t whole = (uint32_t)value;
        memcpy(target, &whole, sizeof whole);
    }
}

void lt_scalar_read(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                    const struct lt_key *key, void *target)
{
    if (node->type != YAML_SCALAR_NODE) {
        fault(yaml, node, path, key, "yaml.kind", "write one value after the ':'");
        return;
    }
    double number;
    const char *text;
    switch (key->kind) {
    case LT_KEY_DOUBLE:
    case LT_KEY_U32:
    case LT_KEY_U64:
    case LT_KEY_CODE:
        if (read_number(yaml, node, path, key, &number)) {
            store_number(key, number, target);
        }
        break;
    case LT_KEY_BOOL:
        read_bool(yaml, node, path, key, target);
        break;
    case LT_KEY_CHOICE:
    case LT_KEY_ENUM:
        read_choice(yaml, node, path, key, target);
        break;
    case LT_KEY_PERIOD:
        if (!lt_period_parse(lt_yaml_text(node), target)) {
            fault(yaml, node, path, key, "yaml.text", "write the year, H, and 1 or 2");
        }
        break;
    case LT_KEY_PATH:
    case LT_KEY_PATH_LATER:
    case LT_KEY_FOLDER:
        text = read_path(yaml, node, path, key);
        if (text != NULL) {
            memcpy(target, &text, sizeof text);
        }
        break;
    default:
        read_formed(yaml, node, path, key, target);
    }
}

/* --- defaults ------------------------------------------------------------------------------ */

static void default_text(struct lt_yaml *yaml, const struct lt_key *key, void *target)
{
    const char *text = key->fallback == NULL ? "" : key->fallback;
    if (key->kind == LT_KEY_FOLDER && *text != '\0') {
        text = lt_path_join(yaml->arena, yaml->folder, text);
        if (text == NULL) {
            yaml->status = LT_E_LIMIT;
            text = "";
        }
    }
    memcpy(target, &text, sizeof text);
}

void lt_scalar_default(struct lt_yaml *yaml, const struct lt_key *key, void *target)
{
    double number = 0;
    unsigned index = 0;
    switch (key->kind) {
    case LT_KEY_DOUBLE:
    case LT_KEY_U32:
    case LT_KEY_U64:
    case LT_KEY_CODE:
        if (key->fallback != NULL && lt_parse_double(key->fallback, &number)) {
            store_number(key, number, target);
        }
        break;
    case LT_KEY_BOOL:
        *(bool *)target = key->fallback != NULL && strcmp(key->fallback, "true") == 0;
        break;
    case LT_KEY_ENUM:
        if (key->fallback != NULL && lt_choice_index(key->choices, key->fallback, &index)) {
            memcpy(target, &index, sizeof index);
        }
        break;
    case LT_KEY_PERIOD:
        break;
    default:
        default_text(yaml, key, target);
    }
}
