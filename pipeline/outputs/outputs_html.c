/* report.html: frame, helpers, writing and reading back. The sections are in outputs_html_*.c. */
#include "outputs_html.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/outputs.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/files.h"

void lt_html_escape(struct lt_page *page, const char *text)
{
    lt_text_add_escaped(&page->text, text == NULL ? "" : text);
}

void lt_html_say(struct lt_page *page, const char *zh, const char *en)
{
    lt_text_add(&page->text, lt_say(page->model, zh, en));
}

void lt_html_section(struct lt_page *page, const char *id, const char *zh, const char *en)
{
    static const char *const numbers[] = {"一", "二", "三", "四", "五",   "六",
                                          "七", "八", "九", "十", "十一", "十二"};
    const unsigned number = page->sections++;
    lt_text_printf(&page->text, "<section id=\"%s\"><h2>", id);
    if (page->model->config->chinese) {
        lt_text_printf(&page->text, "%s、%s", number < 12 ? numbers[number] : "", zh);
    } else {
        lt_text_printf(&page->text, "%u. %s", number + 1, en);
    }
    lt_text_add(&page->text, "</h2>\n");
}

void lt_html_section_end(struct lt_page *page)
{
    lt_text_add(&page->text, "</section>\n");
}

void lt_html_table(struct lt_page *page, const char *const titles[][2], size_t count,
                   uint32_t numbers)
{
    lt_text_add(&page->text, "<div class=\"wide\"><table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        lt_text_printf(&page->text, "<th scope=\"col\"%s>",
                       (numbers >> i & 1u) != 0 ? " class=\"n\"" : "");
        /* a unit in brackets may go to the next line; the words before it stay together */
        const char *const title = lt_say(page->model, titles[i][0], titles[i][1]);
        const char *const bracket = strstr(title, "（");
        const size_t head = bracket == NULL ? strlen(title) : (size_t)(bracket - title);
        lt_text_add_n(&page->text, title, head);
        lt_text_printf(&page->text, "%s%s</th>", bracket == NULL ? "" : "<wbr/>", title + head);
    }
    lt_text_add(&page->text, "</tr></thead><tbody>\n");
}

void lt_html_table_end(struct lt_page *page)
{
    lt_text_add(&page->text, "</tbody></table></div>\n");
}

void lt_html_cell(struct lt_page *page, const char *text)
{
    lt_text_add(&page->text, "<td>");
    lt_html_escape(page, text);
    lt_text_add(&page->text, "</td>");
}

void lt_html_cell_short(struct lt_page *page, const char *text)
{
    lt_text_add(&page->text, "<td class=\"id\">");
    lt_html_escape(page, text);
    lt_text_add(&page->text, "</td>");
}

void lt_html_cell_none(struct lt_page *page)
{
    lt_text_add(&page->text, "<td class=\"n\">\u2014</td>");
}

void lt_html_cell_count(struct lt_page *page, uint64_t count)
{
    lt_text_add(&page->text, "<td class=\"n\">");
    lt_add_count(&page->text, count);
    lt_text_add(&page->text, "</td>");
}

void lt_html_cell_measure(struct lt_page *page, double value, enum lt_measure measure)
{
    lt_text_add(&page->text, "<td class=\"n\">");
    lt_add_measure(&page->text, value, measure);
    lt_text_add(&page->text, measure == LT_MEASURE_PERCENT ? "%</td>" : "</td>");
}

void lt_html_cell_interval(struct lt_page *page, struct lt_interval interval,
                           enum lt_measure measure)
{
    lt_text_add(&page->text, "<td class=\"n\">");
    lt_add_interval(&page->text, interval, measure);
    lt_text_add(&page->text, measure == LT_MEASURE_PERCENT ? "%</td>" : "</td>");
}

static enum lt_status build(struct lt_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const bool internal = !lt_is_public(page->model);
    LT_TRY(lt_html_head(page, err));
    LT_TRY(lt_html_conclusions(page, err));
    lt_html_floors(page);
    lt_html_counties(page);
    lt_html_waterfall(page);
    lt_html_tables(page);
    if (internal) {
        LT_TRY(lt_html_grave(page, err));
    }
    lt_html_rules(page);
    LT_TRY(lt_html_notes(page, err));
    lt_html_quality(page);
    lt_html_foot(page);
    LT_TRY(lt_text_check(&page->text, err));
    if (!lt_utf8_valid(page->text.data, page->text.length)) {
        status = lt_fail(err, LT_E_BUG, "the report holds text that is not UTF-8");
    }
out:
    return status;
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word)) {
        count++;
    }
    return count;
}

/* Every case row that was counted stands in it. */
static enum lt_status count_cases(const struct lt_page *page, const char *path,
                                  struct lt_error *err)
{
    return occurrences(page->text.data, "<tr class=\"case\">") == page->cases
               ? LT_OK
               : lt_fail(err, LT_E_IO, "'%s' does not list all cases", path);
}

enum lt_status lt_write_html(const struct lt_report_model *model, const char *folder,
                             struct lt_error *err)
{
    static const char *const names[] = {"report.html"};
    enum lt_status status = LT_OK;
    struct lt_page page = {.model = model};
    LT_TRY(lt_arena_create(&page.arena, err));
    const char *const path = lt_path_join(page.arena, folder, names[0]);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(build(&page, err));
    LT_TRY(lt_write_whole(path, &page.text, err));
    LT_TRY(count_cases(&page, path, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    lt_text_finish(&page.text);
    lt_arena_destroy(page.arena);
    return status;
}
