/* What half a pixel makes of a finding: where it holds, and the range of its share. */
#include "explain/explain_json.h"

static void add_positions(const struct explain_out *out, uint32_t set)
{
    bool first = true;
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        if ((set & 1u << p) != 0) {
            lt_text_printf(out->text, "%s%s", first ? "" : explain_say(out, "、", ", "),
                           lt_edge_position_title((enum lt_edge_position)p, out->chinese));
            first = false;
        }
    }
}

static void add_where(const struct explain_out *out, const struct lt_edges *edges)
{
    struct lt_text *text = out->text;
    const unsigned asked = lt_edges_count(edges->asked), held = lt_edges_count(edges->held);
    if (held == 0) {
        lt_text_add(text, explain_say(out, "各处均未判出", "found nowhere"));
    } else if (held == asked) {
        lt_text_add(text, explain_say(out, "各处均判出", "found everywhere"));
    } else {
        lt_text_printf(text, out->chinese ? "%u 处判出，" : "found at %u, ", held);
        const bool base = (edges->held & 1u << LT_EDGE_BASE) != 0;
        lt_text_add(text, base ? explain_say(out, "以下各处不是：", "not: ")
                               : explain_say(out, "即：", "namely: "));
        add_positions(out, base ? edges->asked & ~edges->held : edges->held);
    }
    const uint32_t out_of_question = ((1u << LT_EDGE_POSITIONS) - 1u) & ~edges->asked;
    if (out_of_question != 0) {
        lt_text_add(text, explain_say(out, "；不足以判定：", "; too little to judge: "));
        add_positions(out, out_of_question);
    }
}

void explain_add_edges(const struct explain_out *out, const struct lt_edges *edges)
{
    struct lt_text *text = out->text;
    if (!lt_edges_given(edges) || (edges->held == 0 && !(edges->share_high > 0.0))) {
        return; /* no such ground, wherever the polygon lies */
    }
    lt_text_printf(text,
                   out->chinese ? "      边界移动、缩放半个像元（可判 %u 处）：占比 "
                                : "      moved, shrunk and grown by half a pixel (%u positions "
                                  "judged): share ",
                   lt_edges_count(edges->asked));
    explain_add_percents(out, edges->share_low, edges->share_high);
    lt_text_add(text, explain_say(out, "，面积 ", ", area "));
    explain_add_interval(out, (struct lt_interval){edges->m2_low, edges->m2_high});
    lt_text_add(text, explain_say(out, "；", "; "));
    add_where(out, edges);
    lt_text_add(text, "\n");
}

void explain_add_edge_grain(const struct explain_out *out, const struct lt_kept_subject *subject)
{
    if (subject->edges == NULL || subject->finding_count == 0) {
        return;
    }
    lt_text_printf(out->text, "    %s ",
                   explain_say(out, "边界移动、缩放半个像元时本季粮食占比",
                               "grain share of this season, moved, shrunk and grown by half a "
                               "pixel:"));
    explain_add_percents(out, subject->edges[0].grain_low, subject->edges[0].grain_high);
    lt_text_add(out->text, explain_say(out, "（只供参考，不改判定）\n",
                                       " (information: it changes no verdict)\n"));
}

static void add_names(struct lt_json *json, const char *name, uint32_t set)
{
    lt_json_begin(json, name, '[');
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        if ((set & 1u << p) != 0) {
            lt_json_text(json, NULL, lt_edge_position_name((enum lt_edge_position)p));
        }
    }
    lt_json_end(json, ']');
}

void explain_json_edges(struct lt_json *json, const struct lt_edges *edges)
{
    if (!lt_edges_given(edges)) {
        return;
    }
    lt_json_begin(json, "edges", '{');
    add_names(json, "asked", edges->asked);
    add_names(json, "held", edges->held);
    lt_interval_json(json, "share", (struct lt_interval){edges->share_low, edges->share_high});
    lt_interval_json(json, "grain_share",
                     (struct lt_interval){edges->grain_low, edges->grain_high});
    lt_interval_json(json, "m2", (struct lt_interval){edges->m2_low, edges->m2_high});
    lt_json_end(json, '}');
}
