/* Charts of the summary: they show the cells of the sheets of counties and floors, and compute nothing. */
#include <stdio.h>

#include "outputs_common.h"
#include "outputs_sheets.h"

enum { CHART_COLUMN = 6, CHART_HEIGHT = 16 /* rows of 20 pixels */, CHART_WIDE = 620 };

/* Columns of the two sheets, as lt_sheet_counties and lt_sheet_floors fill them; the first row of counties is the city's. */
enum {
    COUNTY_NAME = 1,
    COUNTY_SHARE_LOW = 8,
    COUNTY_SHARE_HIGH = 9,
    COUNTY_OPEN_MU = 11,
    COUNTY_GRAVE_MU = 13,
    FLOOR_NAME = 1,
    FLOOR_VALUE = 3,
    FLOOR_LOW = 5,
    FLOOR_HIGH = 6,
};

struct series {
    const char *zh, *en;
    int column;
    lxw_color_t colour; /* told apart in grey too */
};

struct picture {
    const char *zh, *en; /* title */
    const char *axis_zh, *axis_en;
    const char *sheet;
    int names; /* column of the categories */
    lxw_row_t first, last;
    const char *format; /* of the axis */
    struct series series[3];
    size_t count;
};

static void add_series(struct lt_sheet *summary, lxw_chart *chart, const struct picture *picture,
                       const struct series *series)
{
    const struct lt_report_model *const model = summary->file->model;
    lxw_chart_series *const added = chart_add_series(chart, NULL, NULL);
    if (added == NULL) {
        lt_sheet_keep(summary, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    chart_series_set_categories(added, picture->sheet, picture->first, (lxw_col_t)picture->names,
                                picture->last, (lxw_col_t)picture->names);
    chart_series_set_values(added, picture->sheet, picture->first, (lxw_col_t)series->column,
                            picture->last, (lxw_col_t)series->column);
    chart_series_set_name(added, lt_say(model, series->zh, series->en));
    lxw_chart_fill fill = {.color = series->colour};
    chart_series_set_fill(added, &fill);
}

static void add_chart(struct lt_sheet *summary, const struct picture *picture, lxw_row_t row)
{
    const struct lt_report_model *const model = summary->file->model;
    lxw_chart *const chart = workbook_add_chart(summary->file->book, LXW_CHART_COLUMN);
    if (chart == NULL) {
        lt_sheet_keep(summary, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    for (size_t i = 0; i < picture->count; i++) {
        add_series(summary, chart, picture, &picture->series[i]);
    }
    chart_title_set_name(chart, lt_say(model, picture->zh, picture->en));
    chart_axis_set_name(chart->y_axis, lt_say(model, picture->axis_zh, picture->axis_en));
    chart_axis_set_num_format(chart->y_axis, picture->format);
    chart_axis_set_min(chart->y_axis, 0); /* a bar says how much */
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    lxw_chart_options options = {.x_scale = CHART_WIDE / 480.0,
                                 .y_scale = CHART_HEIGHT * 20 / 288.0,
                                 .description =
                                     (char *)(size_t)lt_say(model, picture->zh, picture->en)};
    lt_sheet_keep(summary,
                  worksheet_insert_chart_opt(summary->sheet, row, CHART_COLUMN, chart, &options));
}

/* The city's floors that stand first in their sheet: grain function zones and the sown area. */
static size_t leading_floors(const struct lt_report_model *model)
{
    size_t count = 0;
    while (count < model->floor_count && model->floors[count].unit == model->config->city_code &&
           model->floors[count].floor_m2 > 0) {
        count++;
    }
    return count;
}

void lt_sheet_charts(struct lt_sheet *summary)
{
    const struct lt_report_model *const model = summary->file->model;
    const char *const counties = lt_say(model, "县区", "counties");
    const lxw_row_t last = (lxw_row_t)(1 + model->unit_count);
    const struct picture pictures[] = {
        {.zh = "底线与监测面积",
         .en = "Floors and areas",
         .axis_zh = "万亩",
         .axis_en = "wanmu",
         .sheet = lt_say(model, "底线", "floors"),
         .names = FLOOR_NAME,
         .first = 1,
         .last = (lxw_row_t)leading_floors(model),
         .format = "#,##0.##",
         .series = {{"底线值", "floor", FLOOR_VALUE, 0x595959},
                    {"面积下限", "area, low", FLOOR_LOW, 0x009E73},
                    {"面积上限", "area, high", FLOOR_HIGH, 0x9FD9C5}},
         .count = 3},
        {.zh = "分县区在册图斑面积",
         .en = "Open cases by county",
         .axis_zh = "亩",
         .axis_en = "mu",
         .sheet = counties,
         .names = COUNTY_NAME,
         .first = 2,
         .last = last,
         .format = "#,##0",
         .series = {{"在册", "open", COUNTY_OPEN_MU, 0xE69F00},
                    {"其中严重", "grave", COUNTY_GRAVE_MU, 0x8C2D04}},
         .count = 2},
        {.zh = "分县区种粮占比",
         .en = "Grain share by county",
         .axis_zh = "占耕地净面积",
         .axis_en = "of net farmland",
         .sheet = counties,
         .names = COUNTY_NAME,
         .first = 2,
         .last = last,
         .format = "0%",
         .series = {{"下限", "low", COUNTY_SHARE_LOW, 0x009E73},
                    {"上限", "high", COUNTY_SHARE_HIGH, 0x9FD9C5}},
         .count = 2},
    };
    lxw_row_t row = 0;
    for (size_t i = 0; summary->sheet != NULL && i < sizeof pictures / sizeof *pictures; i++) {
        if (pictures[i].last >= pictures[i].first) { /* there is something to show */
            add_chart(summary, &pictures[i], row);
            row += CHART_HEIGHT + 1;
        }
    }
}
