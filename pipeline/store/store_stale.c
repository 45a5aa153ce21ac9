#include "store/store_stale.h"

#include <string.h>

#include "liangtian/store.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { FILE_LIMIT = 256 << 20 };

#define NOTICE "STALE.txt"
#define OUTCOME "outcome.txt"
#define SUMMARY "summary.txt"
#define REPORT "report.html"

bool stale_marks(const char *name)
{
    return strcmp(name, NOTICE) == 0 || strcmp(name, OUTCOME) == 0 || strcmp(name, SUMMARY) == 0 ||
           strcmp(name, REPORT) == 0;
}

static void add_notice(struct lt_text *text, lt_period period, lt_period since)
{
    char own[LT_PERIOD_TEXT], cause[LT_PERIOD_TEXT];
    lt_period_format(period, own);
    lt_period_format(since, cause);
    lt_text_printf(
        text,
        "%s 的结果已过期：其后 %s 已重新运行，本期所依据的台账已被更正。请按先后次序重新运行本期。 "
        "%s is stale: %s has been run again since, and the ledger it rests on was "
        "replaced. Run it again, in order.",
        own, cause, own, cause);
}

/* The notice stands before the text, or in a page behind <body>. */
static void add_marked(struct lt_text *text, const char *name, const char *before,
                       const char *notice)
{
    if (strcmp(name, OUTCOME) == 0) {
        lt_text_printf(text, "%sstale=1\n", before);
    } else if (strcmp(name, REPORT) == 0) {
        const char *body = strstr(before, "<body>");
        const size_t head = body == NULL ? 0 : (size_t)(body - before) + strlen("<body>");
        lt_text_add_n(text, before, head);
        lt_text_add(text, "<p role=\"alert\" style=\"margin:0;padding:.8em 1em;background:#b3261e;"
                          "color:#fff;font-weight:bold\">");
        lt_text_add_escaped(text, notice);
        lt_text_add(text, "</p>");
        lt_text_add(text, before + head);
    } else {
        lt_text_printf(text, "%s\n%s", notice, before);
    }
}

static enum lt_status replace(const char *path, const struct lt_text *text, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_text_check(text, err));
    LT_TRY(lt_file_write(path, text->data, text->length, err)); /* a new file under the name */
out:
    return status;
}

static enum lt_status mark_file(const char *folder, const char *name, const char *notice,
                                struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    char nothing[] = "", *before = nothing;
    size_t size;
    bool there;
    const char *path = lt_path_join(arena, folder, name);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (strcmp(name, NOTICE) != 0) {
        LT_TRY(lt_path_look(path, &there, err));
        if (!there) {
            goto out;
        }
        LT_TRY(lt_file_read(path, FILE_LIMIT, arena, &before, &size, err));
    }
    add_marked(&text, name, before, notice);
    LT_TRY(replace(path, &text, err));
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status stale_mark_folder(const char *folder, lt_period period, lt_period since,
                                 struct lt_arena *arena, struct lt_error *err)
{
    static const char *const names[] = {NOTICE, OUTCOME, SUMMARY, REPORT};
    enum lt_status status;
    struct lt_text notice = {0};
    add_notice(&notice, period, since);
    LT_TRY(lt_text_check(&notice, err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        LT_TRY(mark_file(folder, names[i], notice.data, arena, err));
    }
out:
    lt_text_finish(&notice);
    return status;
}

enum lt_status lt_folder_notice(const char *folder, const char *notice, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(mark_file(folder, SUMMARY, notice, arena, err));
    LT_TRY(mark_file(folder, REPORT, notice, arena, err));
out:
    lt_arena_destroy(arena);
    return status;
}
