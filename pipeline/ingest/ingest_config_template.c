/* The commented config for a new city, from the config's one description and the rule catalogue.
 *
 * Explanations are "# text"; keys that need not be written are "#key: value", so that taking the "#" away
 * leaves a line with the right indentation.
 */
#include <string.h>

#include "ingest_config_table.h"
#include "ingest_rules.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/text.h"

enum { INDENT = 2, DEFINITIONS = 8 };

struct writer {
    struct lt_text out;
    bool chinese;
    const char *explained[DEFINITIONS]; /* shared groups whose keys were explained once */
    size_t explained_count;
};

static bool is_group(const struct lt_key *key)
{
    return key->kind == LT_KEY_SECTION || key->kind == LT_KEY_LIST;
}

/* Written out, not commented: required, or shown, or with something shown inside. */
static bool is_live(const struct lt_key *key)
{
    bool live = key->required || key->shown;
    for (size_t i = 0; !live && key->kind == LT_KEY_SECTION && i < key->key_count; i++) {
        live = key->keys[i].shown;
    }
    return live;
}

static bool is_explained(const struct writer *w, const struct lt_key *key)
{
    for (size_t i = 0; key->definition != NULL && i < w->explained_count; i++) {
        if (strcmp(w->explained[i], key->definition) == 0) {
            return true;
        }
    }
    return false;
}

static void mark_explained(struct writer *w, const struct lt_key *key)
{
    if (key->definition != NULL && !is_explained(w, key) && w->explained_count < DEFINITIONS) {
        w->explained[w->explained_count++] = key->definition;
    }
}

static void add_doc(struct writer *w, int depth, const struct lt_key *key)
{
    lt_text_printf(&w->out, "%*s# %s", depth * INDENT, "", w->chinese ? key->zh : key->en);
    if (key->unit != NULL) {
        const bool wanmu = !w->chinese && strcmp(key->unit, "万亩") == 0;
        lt_text_printf(&w->out, w->chinese ? "（单位：%s）" : " [%s]",
                       wanmu ? "wanmu = 10,000 mu" : key->unit);
    }
    if (key->kind == LT_KEY_CHOICE) {
        lt_text_printf(&w->out, w->chinese ? "（可选：%s）" : " (one of: %s)", key->choices);
    }
    lt_text_add(&w->out, "\n");
}

static void begin_line(struct writer *w, int depth, bool live)
{
    lt_text_printf(&w->out, "%s%*s", live ? "" : "#", depth * INDENT, "");
}

/* The value of a key: the next word of the group's example, its own example, or its default. */
static void add_value(struct writer *w, const struct lt_key *key, const char **example)
{
    if (*example != NULL && **example != '\0') {
        const size_t length = strcspn(*example, " ");
        lt_text_printf(&w->out, " %.*s\n", (int)length, *example);
        *example += length;
        *example += **example == ' ';
    } else if (key->example != NULL) {
        lt_text_printf(&w->out, " %s\n", key->example);
    } else {
        const bool empty = key->fallback == NULL || *key->fallback == '\0';
        lt_text_printf(&w->out, " %s\n", empty ? "\"\"" : key->fallback);
    }
}

/* `brief`: required keys alone, without explanations, because they stand further up. */
static void add_group(struct writer *w, int depth, const struct lt_key *group, bool live,
                      bool brief)
{
    const char *example = group->example;
    if (group->kind == LT_KEY_LIST) {
        begin_line(w, depth, live);
        lt_text_add(&w->out, "-\n");
        depth++;
    }
    for (size_t i = 0; i < group->key_count; i++) {
        const struct lt_key *key = &group->keys[i];
        if (key->kind == LT_KEY_MAP || (brief && (!key->required || (group->partial && i > 0)))) {
            continue;
        }
        const bool key_live = live && is_live(key) && !group->partial;
        if (!brief) {
            add_doc(w, depth, key);
        }
        begin_line(w, depth, key_live);
        lt_text_printf(&w->out, "%s:", key->name);
        if (is_group(key)) {
            lt_text_add(&w->out, "\n");
            add_group(w, depth + 1, key, key_live, brief || is_explained(w, key));
            mark_explained(w, key);
        } else {
            add_value(w, key, &example);
        }
        lt_text_add(&w->out, depth == 0 ? "\n" : "");
    }
}

enum lt_status lt_config_template(bool chinese,
                                  enum lt_status (*write)(void *ctx, const char *text,
                                                          struct lt_error *err),
                                  void *ctx, struct lt_error *err)
{
    struct writer w = {.chinese = chinese};
    enum lt_status status;
    lt_text_add(
        &w.out,
        chinese
            ? "# 粮田配置文件。“# "
              "”后为说明；以“#”开头且紧跟键名的行为可选项及其默认值，需要时去掉“#”。\n"
              "# 路径相对于本文件；数字不加引号、不带单位；文件须存为 UTF-8。\n\n"
            : "# Configuration of Liangtian. \"# \" begins an explanation; a line that begins with "
              "\"#\" and a key is optional\n# and shows the default: take the \"#\" away to set "
              "it. Paths are relative to this file; numbers stand alone,\n# without quotes or "
              "units; the file is UTF-8.\n\n");
    add_group(&w, 0, lt_config_table(), true, false);
    LT_TRY(lt_text_check(&w.out, err));
    LT_TRY(write(ctx, w.out.data, err));
out:
    lt_text_finish(&w.out);
    return status;
}

/* --- the rule catalogue ------------------------------------------------------------------------ */

static const struct lt_key *rules_key(void)
{
    const struct lt_key *root = lt_config_table();
    for (size_t i = 0; i < root->key_count; i++) {
        if (root->keys[i].kind == LT_KEY_MAP) {
            return &root->keys[i];
        }
    }
    return NULL;
}

static void add_rule(struct writer *w, const struct lt_rule *rule)
{
    const char *const key = lt_rule_threshold_key(rule);
    lt_text_printf(&w->out, "%*s# %s: %s [%s]\n", INDENT, "",
                   w->chinese ? rule->title_zh : rule->title_en,
                   w->chinese ? rule->citation_zh : rule->citation_en, rule->clause);
    lt_text_printf(&w->out, "#%*s%s: {enabled: %s", INDENT, "", rule->id,
                   rule->enabled ? "true" : "false");
    if (key == NULL && !rule->threshold_unset) { /* what nobody has set stays unset */
        lt_text_add(&w->out, ", threshold: ");
        lt_text_add_double(&w->out, rule->threshold);
    }
    lt_text_printf(&w->out, "}   # %s\n", key != NULL ? key : rule->threshold_unit);
}

enum lt_status lt_config_template_rules(const char *schemas_dir, bool chinese,
                                        enum lt_status (*write)(void *ctx, const char *text,
                                                                struct lt_error *err),
                                        void *ctx, struct lt_error *err)
{
    struct writer w = {.chinese = chinese};
    struct lt_arena *arena = NULL;
    struct lt_diagnostics diagnostics = {0};
    struct lt_rule_set rules;
    enum lt_status status;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_diagnostics_init(&diagnostics, err));
    LT_TRY(lt_rules_load(schemas_dir, &diagnostics, arena, &rules, err));
    add_doc(&w, 0, rules_key());
    lt_text_printf(&w.out, "#%s:\n", rules_key()->name);
    for (size_t i = 0; i < rules.count; i++) {
        add_rule(&w, &rules.rules[i]);
    }
    LT_TRY(lt_text_check(&w.out, err));
    LT_TRY(write(ctx, w.out.data, err));
out:
    lt_text_finish(&w.out);
    lt_diagnostics_finish(&diagnostics);
    lt_arena_destroy(arena);
    return status;
}
