/* The summary on the terminal: conclusions first, one line per county. */
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/outputs.h"
#include "outputs_common.h"
#include "outputs_words.h"
#include "support/arena.h"

static void add_sentences(struct lt_text *text, const struct lt_sentences *said)
{
    static const char *const marks[] = {[LT_TONE_GOOD] = "  + ",
                                        [LT_TONE_BAD] = "  ! ",
                                        [LT_TONE_OPEN] = "  ? ",
                                        [LT_TONE_PLAIN] = "    "};
    for (size_t i = 0; i < said->count; i++) {
        lt_text_printf(text, "%s%s\n", marks[said->items[i].tone], said->items[i].text);
    }
}

static void add_county(struct lt_text *text, const struct lt_report_model *model,
                       const struct lt_report_unit *unit)
{
    lt_text_printf(text, "    %06u  %s  ", unit->unit, lt_unit_title(model, unit));
    lt_add_interval(text, unit->grain_share, LT_MEASURE_PERCENT);
    lt_text_printf(text, "%%  %s ", lt_say(model, "在册", "open"));
    lt_add_count(text, unit->cases_open);
    lt_text_printf(text, "  %s ", lt_say(model, "严重", "grave"));
    lt_add_count(text, unit->cases_grave);
    lt_text_add(text, "\n");
}

enum lt_status lt_write_summary(const struct lt_report_model *model,
                                enum lt_status (*write)(void *ctx, const char *text,
                                                        struct lt_error *err),
                                void *ctx, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *arena = NULL;
    struct lt_text text = {0};
    struct lt_sentences said;
    char title[96];
    LT_TRY(lt_arena_create(&arena, err));
    lt_text_printf(&text, "%s  %s\n", lt_report_title(model, arena),
                   lt_period_title(model->key, model->config->chinese, title, sizeof title));
    if (model->config->mark[0] != '\0') {
        lt_text_printf(&text, "[%s]\n", model->config->mark);
    }
    lt_text_printf(&text, "%s\n", lt_say(model, "结论", "Conclusions"));
    LT_TRY(lt_conclusions(model, arena, &said, err));
    add_sentences(&text, &said);
    LT_TRY(lt_open_questions(model, arena, &said, err));
    if (said.count > 0) {
        lt_text_printf(&text, "%s\n", lt_say(model, "本期不能下结论", "Not concluded"));
        add_sentences(&text, &said);
    }
    lt_text_printf(&text, "%s\n",
                   lt_say(model, "县区（代码 名称 种粮占比 在册疑似图斑）",
                          "Counties (code, name, grain share, open suspects)"));
    for (size_t i = 0; i < model->unit_count; i++) {
        add_county(&text, model, &model->units[i]);
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(write(ctx, text.data, err));
out:
    lt_text_finish(&text);
    lt_arena_destroy(arena);
    return status;
}
