/* CROPLAND-BALANCE in the report: by county, and what changed. */
#include "report/report_parts.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column by_county[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"转出", "went out", LT_COLUMN_MU, false},
    {"转入", "came in", LT_COLUMN_MU, false},
    {"转入减转出", "in less out", LT_COLUMN_MU, true},
    {"其中水田转出", "paddy out", LT_COLUMN_MU, false},
    {"其中水田转入", "paddy in", LT_COLUMN_MU, false},
    {"有批准不计的转出", "out under a paper", LT_COLUMN_MU, false},
    {"转为建设、水面、未利用地", "to built, water, unused", LT_COLUMN_MU, false},
    {"由建设、水面、未利用地转入", "from built, water, unused", LT_COLUMN_MU, false},
    {"去向待定", "out, not known where to", LT_COLUMN_MU, false},
    {"来源待定", "in, not known where from", LT_COLUMN_MU, false},
    {"结论", "result", LT_COLUMN_TEXT, false},
    {"水田", "paddy", LT_COLUMN_TEXT, false},
};

static const struct lt_report_column by_piece[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"方向", "direction", LT_COLUMN_TEXT, false},
    {"耕地图斑", "cropland parcel", LT_COLUMN_TEXT, false},
    {"耕地地类", "class of cropland", LT_COLUMN_TEXT, false},
    {"另一年度图斑", "parcel of the other year", LT_COLUMN_TEXT, false},
    {"另一年度地类", "its class", LT_COLUMN_TEXT, false},
    {"净面积", "net area", LT_COLUMN_MU, false},
    {"口径", "counted", LT_COLUMN_TEXT, false},
};

/* Whole m², as for the balance. */
static const char *paddy_word(const struct lt_conversion *c, bool zh)
{
    if (c->out_m2[LT_CONVERSION_UNKNOWN] > 0.5) {
        return zh ? "待定" : "undecided";
    }
    return c->paddy_in_m2 >= c->paddy_out_m2 - 0.5 ? (zh ? "不少于转出" : "no less came")
                                                   : (zh ? "少于转出" : "less came");
}

static const char *result_word(enum lt_verdict_value verdict, bool zh)
{
    return verdict == LT_MEETS   ? (zh ? "平衡" : "balanced")
           : verdict == LT_BELOW ? (zh ? "转入少于转出" : "less came than went")
                                 : (zh ? "待定" : "undecided");
}

static void county_row(const struct lt_report_model *model, struct lt_report_table *table,
                       const char *name, const struct lt_conversion *c)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_exact(c->out_m2[LT_CONVERSION_COUNTS]);
    cells[2] = lt_cell_exact(c->in_m2[LT_CONVERSION_COUNTS]);
    cells[3] = lt_cell_range(lt_conversion_balance(c));
    cells[4] = lt_cell_exact(c->paddy_out_m2);
    cells[5] = lt_cell_exact(c->paddy_in_m2);
    cells[6] = lt_cell_exact(c->out_m2[LT_CONVERSION_EXEMPT]);
    cells[7] = lt_cell_exact(c->out_m2[LT_CONVERSION_OTHER]);
    cells[8] = lt_cell_exact(c->in_m2[LT_CONVERSION_OTHER]);
    cells[9] = lt_cell_exact(c->out_m2[LT_CONVERSION_UNKNOWN]);
    cells[10] = lt_cell_exact(c->in_m2[LT_CONVERSION_UNKNOWN]);
    cells[11] = lt_cell_text(result_word(lt_conversion_verdict(c), zh));
    cells[12] = lt_cell_text(paddy_word(c, zh));
}

/* County and city are what the rule speaks of. */
static void count_rule(struct lt_report_model *model, const struct lt_conversion *c)
{
    const enum lt_verdict_value verdict = lt_conversion_verdict(c);
    for (size_t r = 0; r < model->rule_count; r++) {
        struct lt_report_rule *row = &model->rules[r];
        if (row->rule->formula == LT_FORMULA_BALANCE) {
            row->subjects++;
            row->meets += verdict == LT_MEETS;
            row->below += verdict == LT_BELOW;
            row->undecided += verdict == LT_UNDECIDED;
        }
    }
}

static enum lt_status county_table(struct lt_report_model *model, const struct lt_conversion *city,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "conversion", "M8", &table, err));
    table->sheet_zh = "耕地进出平衡";
    table->sheet_en = "cropland balance";
    table->title_zh = "耕地进出平衡（CROPLAND-BALANCE）";
    table->title_en = "Balance of cropland conversion out and in (CROPLAND-BALANCE)";
    table->note =
        model->config->chinese
            ? "净面积，两个年度地类图斑叠加，不看影像。建设占用、水面和未利用地不在进出平衡之内，"
              "另列。另一年度没有图斑的地面去向或来源待定，使“转入减转出”成为区间。"
            : "Net areas, from the overlay of the parcels of two years; no image. Built, water and "
              "unused land stand apart. Ground in no parcel of the other year makes an interval of "
              "the difference.";
    LT_TRY(lt_table_make(table, COLUMNS(by_county), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        county_row(model, table, model->units[u].name, &model->units[u].result->conversion);
        count_rule(model, &model->units[u].result->conversion);
    }
    county_row(model, table, model->city.name, city);
    count_rule(model, city);
out:
    return status;
}

static enum lt_status piece_table(struct lt_report_model *model, size_t count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    const bool zh = model->config->chinese;
    LT_TRY(lt_report_add_table(model, "conversion-parcels", "M8", &table, err));
    table->sheet_zh = "耕地转进转出图斑";
    table->sheet_en = "converted cropland";
    table->title_zh = "转出和转入的耕地图斑";
    table->title_en = "Cropland that went out and came in";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(by_piece), count, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_conversion *c = &model->units[u].result->conversion;
        for (size_t i = 0; i < c->piece_count; i++) {
            const struct lt_conversion_piece *piece = &c->pieces[i];
            struct lt_report_cell *cells = lt_table_row(table);
            cells[0] = lt_cell_text(model->units[u].name);
            cells[1] = lt_cell_text(piece->came ? (zh ? "转入" : "in") : (zh ? "转出" : "out"));
            cells[2] = lt_cell_text(piece->cropland_id);
            cells[3] = lt_cell_text(piece->cropland_class);
            cells[4] = lt_cell_text(piece->other_id);
            cells[5] = lt_cell_text(piece->other_class);
            cells[6] = lt_cell_exact(piece->m2);
            cells[7] = lt_cell_text(lt_conversion_title(piece->kind, zh));
        }
    }
out:
    return status;
}

enum lt_status lt_report_conversion(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_conversion city = {0};
    size_t count = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        lt_conversion_add(&city, &model->units[u].result->conversion);
        count += model->units[u].result->conversion.piece_count;
    }
    if (!city.given) {
        return LT_OK;
    }
    LT_TRY(county_table(model, &city, err));
    LT_TRY(piece_table(model, count, err));
out:
    return status;
}
