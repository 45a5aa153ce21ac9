/* The parts of report.html. Everything that comes from data is escaped; nothing is loaded from
 * elsewhere. */
#ifndef LT_OUTPUTS_HTML_H
#define LT_OUTPUTS_HTML_H

#include "liangtian/report.h"
#include "outputs_common.h"
#include "support/text.h"

struct lt_arena;

struct lt_page {
    const struct lt_report_model *model;
    struct lt_text text;
    struct lt_arena *arena;
    unsigned sections; /* for the numbers of headings */
    uint64_t cases;    /* rows listed, to be counted when read back */
};

/* Text from data. */
void lt_html_escape(struct lt_page *page, const char *text);
/* Our own words, which hold no markup. */
void lt_html_say(struct lt_page *page, const char *zh, const char *en);
void lt_html_section(struct lt_page *page, const char *id, const char *zh, const char *en);
void lt_html_section_end(struct lt_page *page);
/* A table in a box that scrolls on narrow screens; titles in pairs. Bit i of `numbers`: column i
 * holds numbers. */
void lt_html_table(struct lt_page *page, const char *const titles[][2], size_t count,
                   uint32_t numbers);
void lt_html_table_end(struct lt_page *page);
void lt_html_cell(struct lt_page *page, const char *text);
void lt_html_cell_short(struct lt_page *page, const char *text); /* kept on one line */
void lt_html_cell_none(struct lt_page *page); /* a dash where a number would stand */
void lt_html_cell_count(struct lt_page *page, uint64_t count);
void lt_html_cell_measure(struct lt_page *page, double value, enum lt_measure measure);
void lt_html_cell_interval(struct lt_page *page, struct lt_interval interval,
                           enum lt_measure measure);

/* --- drawings --- */

/* An interval against its floor. */
void lt_svg_floor(struct lt_page *page, const struct lt_floor *floor);
/* A bar from `from` to `to`, shares of the whole; class names the colour. */
void lt_svg_bar(struct lt_page *page, double from, double to, const char *class);
/* The counties by the low bound of their grain share, with a legend. */
void lt_svg_map(struct lt_page *page);

/* --- sections --- */

enum lt_status lt_html_head(struct lt_page *page, struct lt_error *err);
enum lt_status lt_html_conclusions(struct lt_page *page, struct lt_error *err);
void lt_html_floors(struct lt_page *page);
void lt_html_counties(struct lt_page *page);
void lt_html_waterfall(struct lt_page *page);
void lt_html_tables(struct lt_page *page);
enum lt_status lt_html_grave(struct lt_page *page, struct lt_error *err);
void lt_html_rules(struct lt_page *page);
enum lt_status lt_html_notes(struct lt_page *page, struct lt_error *err);
void lt_html_quality(struct lt_page *page);
void lt_html_foot(struct lt_page *page);

#endif
