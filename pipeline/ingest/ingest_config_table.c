#include "ingest_config_table.h"

/* A key and what it is in both languages; the rest by name. */
#define KEY(key_name, key_kind, zh_text, en_text) \
    .name = (key_name), .kind = (key_kind), .zh = (zh_text), .en = (en_text)
#define RANGE(low, high) .min = (low), .max = (high)

/* --- city, folders ------------------------------------------------------------------------- */

static const struct lt_key city_keys[] = {
    {KEY("name", LT_KEY_TEXT, "市名，写在各项成果上",
         "name of the city, as it stands on every output"),
     .offset = offsetof(struct lt_config_draft, config.city_name_zh), .required = true,
     .example = "驻马店市"},
    {KEY("name_en", LT_KEY_TEXT, "英文市名", "name of the city in English"),
     .offset = offsetof(struct lt_config_draft, config.city_name_en)},
    {KEY("code", LT_KEY_CODE, "六位行政区划代码（GB/T 2260）",
         "administrative code of six digits (GB/T 2260)"),
     .offset = offsetof(struct lt_config_draft, config.city_code), .required = true,
     RANGE(100000, 999999), .example = "411700"},
};

static const struct lt_key folder_keys[] = {
    {KEY("output", LT_KEY_FOLDER, "成果发布目录", "where results are published"),
     .offset = offsetof(struct lt_config_draft, config.output_dir), .fallback = "out",
     .shown = true},
    {KEY("work", LT_KEY_FOLDER, "中间结果目录，可删除", "intermediate results; may be deleted"),
     .offset = offsetof(struct lt_config_draft, config.work_dir), .fallback = "work",
     .shown = true},
};

/* --- layers -------------------------------------------------------------------------------- */

_Static_assert(sizeof(struct lt_field_alias) == sizeof(struct lt_key_pair) &&
                   offsetof(struct lt_field_alias, city_field) ==
                       offsetof(struct lt_key_pair, text),
               "aliases are read as pairs");

static const struct lt_key layer_keys[] = {
    {KEY("path", LT_KEY_PATH, "文件路径（.gdb 为目录），相对于本配置文件",
         "file, or folder for .gdb; relative to this config file"),
     .offset = offsetof(struct lt_layer_config, path), .required = true,
     .example = "layers/DLTB.shp"},
    {KEY("schema", LT_KEY_TEXT,
         "图层结构名，即 schemas/layers 下的文件名；不写则按图层种类取标准结构",
         "name of a file in schemas/layers; without it the standard one of the layer"),
     .offset = offsetof(struct lt_layer_config, schema)},
    {KEY("encoding", LT_KEY_CHOICE, "属性文字编码", "encoding of the attribute text"),
     .offset = offsetof(struct lt_layer_config, encoding), .fallback = "auto",
     .choices = "auto GBK GB18030 UTF-8"},
    {KEY("crs", LT_KEY_CRS, "坐标系；文件自带坐标系时不写", "CRS, only where the file has none"),
     .offset = offsetof(struct lt_layer_config, crs)},
    {KEY("sublayer", LT_KEY_TEXT, "GeoPackage 或地理数据库中的图层名；只有一个图层时不写",
         "layer inside a GeoPackage or geodatabase; not needed when there is only one"),
     .offset = offsetof(struct lt_layer_config, sublayer)},
    {KEY("fields", LT_KEY_PAIRS, "字段对照：标准字段名: 本市文件中的字段名",
         "field mapping: name in the schema: name in the city's file"),
     .offset = offsetof(struct lt_layer_config, aliases),
     .count_offset = offsetof(struct lt_layer_config, alias_count),
     .example = "{ZZSXDM: GDZZSXDM}"},
    {KEY("classified", LT_KEY_BOOL, "本图层是否由本单位认定为涉密",
         "declared classified (涉密) by the office"),
     .offset = offsetof(struct lt_layer_config, classified), .fallback = "false"},
    {KEY("sha256", LT_KEY_SHA256, "主文件应有的 SHA-256，不符即拒收",
         "expected SHA-256 of the main file; another one is rejected"),
     .offset = offsetof(struct lt_layer_config, sha256)},
};

#define LAYER(role_name, role, need, path_example, zh_text, en_text)             \
    {                                                                            \
        KEY(role_name, LT_KEY_SECTION, zh_text, en_text), LT_KEYS(layer_keys),   \
            .offset = (role) * sizeof(struct lt_layer_config),                   \
            .mark = LT_MARK((role) * sizeof(struct lt_layer_config) +            \
                            offsetof(struct lt_layer_config, present)),          \
            .definition = "layer", .required = (need), .example = (path_example) \
    }

static const struct lt_key role_keys[] = {
    LAYER("parcels", LT_LAYER_PARCEL, true, "layers/DLTB.shp", "地类图斑（DLTB）：耕地都以此判定",
          "land-use parcels (DLTB): all farmland is judged from here"),
    LAYER("pbf", LT_LAYER_PBF, true, "layers/YJJBNTTB.gpkg", "永久基本农田图斑",
          "permanent basic farmland"),
    LAYER("zones", LT_LAYER_ZONE, true, "layers/LQDK.shp", "粮食生产功能区地块（LQDK）",
          "plots of the grain function zones (LQDK)"),
    LAYER("counties", LT_LAYER_COUNTY, true, "layers/XZQ.gpkg", "县级行政区（XZQ）：逐县计算的单元",
          "counties (XZQ): the units of the computation"),
    LAYER("leases", LT_LAYER_LEASE, false, "layers/LZDK.gpkg", "流转地块", "leased parcels"),
    LAYER(
        "approvals", LT_LAYER_APPROVAL, false, "layers/SPBA.gpkg",
        "审批备案图层：建设用地批准、设施农用地备案、临时用地、休耕等",
        "approvals: construction, filed facility land, temporary use, approved fallow and others"),
    LAYER("feedback", LT_LAYER_FEEDBACK, false, "layers/JCTB.gpkg", "部、省下发的监测图斑",
          "findings sent down by ministry and province"),
    LAYER("zones_filed", LT_LAYER_ZONE_FILED, false, "layers/LQDK2017.gpkg",
          "备案的功能区地块（LQDK）：据以核对边界是否擅自调整（FZ-BOUNDARY）",
          "function-zone plots as filed (LQDK): the zones are held against them (FZ-BOUNDARY)"),
    LAYER("parcels_base", LT_LAYER_PARCEL_BASE, false, "layers/DLTB2024.gpkg",
          "上一年度的地类图斑（DLTB）：据以核算耕地进出平衡（CROPLAND-BALANCE）",
          "land-use parcels of the year before (DLTB): cropland conversion out and in is reckoned "
          "against them (CROPLAND-BALANCE)"),
    LAYER("cropland_task", LT_LAYER_CROPLAND_TASK, false, "layers/GDBHMB.gpkg",
          "耕地保护目标图斑（GDBHMB）：未写任务数的县区据此汇总",
          "cropland to be kept (GDBHMB): the task of counties that are given no figure"),
};

/* --- rasters and periods ------------------------------------------------------------------- */

static const struct lt_key raster_keys[] = {
    {KEY("path", LT_KEY_PATH_LATER, "作物分类栅格，相对于本配置文件；运行该半年期时文件须在",
         "crop classification raster, relative to this config file; needed when its half-year is "
         "run"),
     .offset = offsetof(struct lt_raster_config, path), .required = true,
     .example = "rasters/2026H1.tif"},
    {KEY("image_from", LT_KEY_DATE, "所用影像的最早日期",
         "day of the first image behind the raster"),
     .offset = offsetof(struct lt_raster_config, image_from), .required = true,
     .example = "2026-04-12"},
    {KEY("image_to", LT_KEY_DATE, "所用影像的最晚日期", "day of the last image behind the raster"),
     .offset = offsetof(struct lt_raster_config, image_to), .required = true,
     .example = "2026-05-08"},
    {KEY("flood", LT_KEY_BOOL, "影像是否摄于洪涝期间：此时水面不证明坑塘",
         "images taken during a flood: water then proves no pond"),
     .offset = offsetof(struct lt_raster_config, flood), .fallback = "false"},
    {KEY("crs", LT_KEY_CRS, "坐标系；文件自带坐标系时不写", "CRS, only where the file has none"),
     .offset = offsetof(struct lt_raster_config, crs)},
    {KEY("legend", LT_KEY_PATH, "本期栅格专用图例；不写则用总图例",
         "legend of this raster alone; without it the general one"),
     .offset = offsetof(struct lt_raster_config, legend)},
    {KEY("sha256", LT_KEY_SHA256, "文件应有的 SHA-256，不符即拒收",
         "expected SHA-256 of the file; another one is rejected"),
     .offset = offsetof(struct lt_raster_config, sha256)},
};

static const struct lt_key picture_keys[] = {
    {KEY("path", LT_KEY_PATH_LATER,
         "三波段 8 位 GeoTIFF，坐标系与分类栅格相同；文件不在时举证表上注明",
         "GeoTIFF of three bands of 8 bits, in the CRS of the classification; where it is not "
         "there, the sheets say so"),
     .offset = offsetof(struct lt_period_config, true_colour.path), .required = true,
     .example = "images/2026H1.tif"},
    {KEY("crs", LT_KEY_CRS, "坐标系；文件自带坐标系时不写", "CRS, only where the file has none"),
     .offset = offsetof(struct lt_period_config, true_colour.crs)},
    {KEY("sha256", LT_KEY_SHA256, "文件应有的 SHA-256，不符即拒收",
         "expected SHA-256 of the file; another one is rejected"),
     .offset = offsetof(struct lt_period_config, true_colour.sha256)},
};

static const struct lt_key baseline_keys[] = {
    {KEY("raster", LT_KEY_SECTION, "基期栅格，用以认定存量",
         "raster of the base date: proves what is stock"),
     LT_KEYS(raster_keys), .offset = offsetof(struct lt_config_draft, config.baseline),
     .definition = "raster", .required = true,
     .example = "rasters/2020H1.tif 2020-04-20 2020-05-10"},
};

static const struct lt_key figure_keys[] = {
    {KEY("county", LT_KEY_CODE, "县区六位代码", "county code of six digits"),
     .offset = offsetof(struct lt_county_figures, unit), .required = true, RANGE(100000, 999999),
     .example = "411702"},
    {KEY("statistics", LT_KEY_DOUBLE, "统计部门本季粮食播种面积，0 为未提供",
         "sown grain of this season as the statistics bureau has it; 0 = not given"),
     .offset = offsetof(struct lt_county_figures, statistics_wanmu), .fallback = "0",
     .unit = "万亩", RANGE(0, 100000)},
    {KEY("not_grain_low", LT_KEY_DOUBLE, "本季青贮、鲜食玉米和菜用毛豆面积，下限",
         "maize cut green or eaten fresh and green soybeans of this season, low"),
     .offset = offsetof(struct lt_county_figures, not_grain_low_wanmu), .fallback = "0",
     .unit = "万亩", RANGE(0, 100000)},
    {KEY("not_grain_high", LT_KEY_DOUBLE, "本季青贮、鲜食玉米和菜用毛豆面积，上限",
         "the same, high"),
     .offset = offsetof(struct lt_county_figures, not_grain_high_wanmu), .fallback = "0",
     .unit = "万亩", RANGE(0, 100000)},
};

static const struct lt_key sample_keys[] = {
    {KEY("frame", LT_KEY_CHOICE, "抽样范围：cropland 耕地，outside 耕地以外，zones 粮食生产功能区",
         "ground it was drawn from: cropland, land outside cropland, function zones"),
     .offset = offsetof(struct lt_sample_config, frame), .required = true, .choices = LT_FRAMES,
     .example = "cropland"},
    {KEY("points", LT_KEY_PATH_LATER, "已判读样点 CSV（格式同 accuracy assess）",
         "labelled points, CSV as for `accuracy assess`"),
     .offset = offsetof(struct lt_sample_config, points), .required = true,
     .example = "sample/points.csv"},
    {KEY("strata", LT_KEY_PATH_LATER, "分层表 CSV：层、面积，可有县区、像元数",
         "strata, CSV: stratum, area; maybe domain, cells"),
     .offset = offsetof(struct lt_sample_config, strata), .required = true,
     .example = "sample/strata.csv"},
};

static const struct lt_key parcel_sample_keys[] = {
    {KEY("parcels", LT_KEY_PATH_LATER, "已核查的图斑清单 CSV（accuracy draw --parcels 抽出的）",
         "parcels that were looked at, CSV as `accuracy draw --parcels` wrote it"),
     .offset = offsetof(struct lt_period_config, parcels_seen), .required = true,
     .example = "reliability/parcels.csv"},
    {KEY("strata", LT_KEY_PATH_LATER, "随清单写出的分层表 CSV", "the table of strata beside it"),
     .offset = offsetof(struct lt_period_config, parcel_strata), .required = true,
     .example = "reliability/strata.csv"},
};

static const struct lt_key period_keys[] = {
    {KEY("period", LT_KEY_PERIOD, "半年期：年份加 H1（夏粮）或 H2（秋粮）",
         "half-year: the year and H1 (summer harvest) or H2 (autumn harvest)"),
     .offset = offsetof(struct lt_period_config, period), .required = true, .example = "2026H1"},
    {KEY("raster", LT_KEY_SECTION, "本期作物分类栅格", "crop classification of this half-year"),
     LT_KEYS(raster_keys), .offset = offsetof(struct lt_period_config, raster),
     .definition = "raster", .required = true, .example = "rasters/2026H1.tif"},
    {KEY("true_colour", LT_KEY_SECTION, "本期真彩色影像，印在举证表上；可不提供",
         "true-colour image of this half-year, shown on evidence sheets"),
     LT_KEYS(picture_keys)},
    {KEY("layers", LT_KEY_SECTION, "本期另有版本的图层，整项替换总设置",
         "layers that differ in this half-year; each replaces the general entry as a whole"),
     LT_KEYS(role_keys), .offset = offsetof(struct lt_period_config, layers),
     .definition = "layers", .partial = true},
    {KEY("figures", LT_KEY_LIST, "本季各县区的统计数和不计入粮食的面积",
         "what counties know of this season beside the raster"),
     LT_KEYS(figure_keys), .offset = offsetof(struct lt_period_config, figures),
     .count_offset = offsetof(struct lt_period_config, figure_count),
     .item_size = sizeof(struct lt_county_figures)},
    {KEY("samples", LT_KEY_LIST,
         "精度样本：据以订正分类误差，给出底线的区间和结论；没有则只报图上面积",
         "labelled samples: adjust floors for class error, with intervals and verdicts; without "
         "them areas are as mapped"),
     LT_KEYS(sample_keys), .offset = offsetof(struct lt_period_config, samples),
     .count_offset = offsetof(struct lt_period_config, sample_count),
     .item_size = sizeof(struct lt_sample_config), RANGE(0, LT_FRAME_COUNT)},
    {KEY("yields", LT_KEY_PATH_LATER,
         "单产 CSV：类别、公斤每亩，可有县区、标准误；本作物年已收各季",
         "yields, CSV: class, kg_per_mu, maybe domain, se_kg_per_mu; of the crop year so far"),
     .offset = offsetof(struct lt_period_config, yields_path)},
    {KEY("report_due", LT_KEY_DATE, "县区报送本期落实情况报告的期限；不设则只说“未报”，不说逾期",
         "day by which counties hand in the report of their work on this half-year; without it a "
         "report is missing, never late"),
     .offset = offsetof(struct lt_period_config, report_due), .example = "2026-08-31"},
    {KEY("parcel_sample", LT_KEY_SECTION,
         "图斑可靠性样本：在册与不在册图斑的随机核查，报告给出误判率、漏判率；没有则不知",
         "sample of accused and unaccused parcels: the report gives false-accusation and miss "
         "rates; without it they are unknown"),
     LT_KEYS(parcel_sample_keys)},
};

/* --- floors, targets, thresholds, limits --------------------------------------------------- */

static const struct lt_key floor_keys[] = {
    {KEY("zone_area", LT_KEY_DOUBLE, "粮食生产功能区面积底线（驻政办〔2021〕22号 二(二)）",
         "floor of the function-zone area (mandate, clause M9)"),
     .offset = offsetof(struct lt_config_draft, config.floor_zone_wanmu), .fallback = "970",
     .unit = "万亩", RANGE(0, 100000), .shown = true},
    {KEY("sown_area", LT_KEY_DOUBLE, "粮食播种面积底线，各季合计（驻政办〔2021〕22号 二(四)）",
         "floor of the sown grain area, seasons added up (mandate, clause M18)"),
     .offset = offsetof(struct lt_config_draft, config.floor_sown_wanmu), .fallback = "1900",
     .unit = "万亩", RANGE(0, 100000), .shown = true},
    {KEY("cropland", LT_KEY_DOUBLE, "全市耕地保有量任务，0 为按县区任务合计",
         "cropland that the city is to keep (M27); 0 = the counties' tasks added up"),
     .offset = offsetof(struct lt_config_draft, config.floor_cropland_wanmu), .fallback = "0",
     .unit = "万亩", RANGE(0, 100000)},
    {KEY("pbf", LT_KEY_DOUBLE, "全市永久基本农田保护任务，0 为按县区任务合计",
         "permanent basic farmland that the city is to keep (M27); 0 = the counties' tasks added "
         "up"),
     .offset = offsetof(struct lt_config_draft, config.floor_pbf_wanmu), .fallback = "0",
     .unit = "万亩", RANGE(0, 100000)},
    {KEY("output", LT_KEY_DOUBLE,
         "粮食产量底线（驻政办〔2021〕22号 二(四)）；须有单产表（periods[].yields）",
         "floor of the grain output (mandate, clause M19); asks for yields (periods[].yields)"),
     .offset = offsetof(struct lt_config_draft, config.floor_output_yijin), .fallback = "160",
     .unit = "亿斤", RANGE(0, 100000)},
};

static const struct lt_key town_keys[] = {
    {KEY("town", LT_KEY_U32, "乡镇九位代码", "township code of nine digits"),
     .offset = offsetof(struct lt_town_target, town), .required = true, RANGE(100000000, 999999999),
     .example = "411702101"},
    {KEY("sown_area", LT_KEY_DOUBLE, "粮食播种面积任务", "sown grain area"),
     .offset = offsetof(struct lt_town_target, sown_wanmu), .required = true, .unit = "万亩",
     RANGE(0, 100000), .example = "3.5"},
};

static const struct lt_key district_keys[] = {
    {KEY("name", LT_KEY_TEXT, "名称，如高新区", "name, such as that of a high-tech zone"),
     .offset = offsetof(struct lt_district, name), .required = true, .example = "高新区"},
    {KEY("towns", LT_KEY_NUMBERS, "所辖乡镇的九位代码", "its townships, codes of nine digits"),
     .offset = offsetof(struct lt_district, towns),
     .count_offset = offsetof(struct lt_district, town_count), .required = true, RANGE(1, 1000),
     .example = "[411702101, 411702102]"},
};

static const struct lt_key indicator_keys[] = {
    {KEY("indicator", LT_KEY_CHOICE,
         "指标：sown 播种面积完成率，grain_share 种粮占比，main_grain 永农主粮占比，"
         "high_standard 功能区内高标准农田占比，zone_effective 功能区有效面积占比",
         "sown: sown area against its target; grain_share; main_grain: wheat, maize and rice on "
         "basic farmland; high_standard: high-standard farmland of the zones; zone_effective"),
     .offset = offsetof(struct lt_indicator, id), .required = true, .choices = LT_INDICATORS,
     .example = "sown"},
    {KEY("weight", LT_KEY_DOUBLE, "权重（非文件规定）", "weight (not from the mandate)"),
     .offset = offsetof(struct lt_indicator, weight), .required = true, RANGE(0, 1000),
     .example = "40"},
};

static const struct lt_key grave_keys[] = {
    {KEY("by_feedback", LT_KEY_BOOL, "一般图斑经上级下发图斑印证（同处、同类变化）的，列为严重",
         "an ordinary case is grave where a polygon sent down from above says the same of the "
         "place"),
     .offset = offsetof(struct lt_config_draft, config.grave_by_feedback), .fallback = "true"},
    {KEY("by_review", LT_KEY_BOOL, "一般图斑经核查属实的，列为严重",
         "an ordinary case is grave where a review found it true"),
     .offset = offsetof(struct lt_config_draft, config.grave_by_review), .fallback = "false"},
};

static const struct lt_key lease_keys[] = {
    {KEY("capital_kinds", LT_KEY_TEXTS,
         "视为工商资本的经营主体类型：类型中含有的词，或类型代码（全为字母数字，须与类型完全一致）"
         "；不写为 企业、公司、工商、集团",
         "operator kinds that are business capital: words that stand in them, or codes (letters "
         "and digits: the whole kind); without it 企业, 公司, 工商, 集团"),
     .offset = offsetof(struct lt_config_draft, config.capital_kinds),
     .count_offset = offsetof(struct lt_config_draft, config.capital_kind_count),
     .example = "[企业, 公司]"},
    {KEY("other_kinds", LT_KEY_TEXTS,
         "不属于工商资本的经营主体类型，写法相同；其中的词所含的 capital_kinds "
         "不算（如“工商户”中的“工商”），两者并见的类型为待定；不写为 "
         "合作社、家庭农场、农户、工商户、集体经济组织、非企业",
         "operator kinds that are none, written alike; a word of capital_kinds inside one of these "
         "does not count (工商 in 工商户), and a kind with both is undecided; without it 合作社, "
         "家庭农场, 农户, 工商户, 集体经济组织, 非企业"),
     .offset = offsetof(struct lt_config_draft, config.other_kinds),
     .count_offset = offsetof(struct lt_config_draft, config.other_kind_count),
     .example = "[合作社, 家庭农场]"},
    {KEY("large_area", LT_KEY_DOUBLE, "大规模流转的面积门槛（非文件规定）",
         "leased area from which on an operator is large (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.lease_large_mu), .fallback = "500",
     .unit = "亩", RANGE(0, 10000000)},
};

static const struct lt_key target_keys[] = {
    {KEY("county", LT_KEY_CODE, "县区六位代码", "county code of six digits"),
     .offset = offsetof(struct lt_county_target, unit), .required = true, RANGE(100000, 999999),
     .example = "411702"},
    {KEY("zone_area", LT_KEY_DOUBLE, "功能区面积任务，0 为未下达",
         "function-zone area; 0 = none set"),
     .offset = offsetof(struct lt_county_target, zone_wanmu), .fallback = "0", .unit = "万亩",
     RANGE(0, 100000)},
    {KEY("sown_area", LT_KEY_DOUBLE, "粮食播种面积任务，0 为未下达",
         "sown grain area; 0 = none set"),
     .offset = offsetof(struct lt_county_target, sown_wanmu), .fallback = "0", .unit = "万亩",
     RANGE(0, 100000)},
    {KEY("cropland", LT_KEY_DOUBLE, "耕地保有量任务，0 为未下达（有 cropland_task 图层时据其汇总）",
         "cropland to be kept; 0 = none set, or that of the layer cropland_task"),
     .offset = offsetof(struct lt_county_target, cropland_wanmu), .fallback = "0", .unit = "万亩",
     RANGE(0, 100000)},
    {KEY("pbf", LT_KEY_DOUBLE, "永久基本农田保护任务，0 为未下达",
         "permanent basic farmland to be kept; 0 = none set"),
     .offset = offsetof(struct lt_county_target, pbf_wanmu), .fallback = "0", .unit = "万亩",
     RANGE(0, 100000)},
    {KEY("output", LT_KEY_DOUBLE, "粮食产量任务，0 为未下达；须有单产表（periods[].yields）",
         "grain output; 0 = none set; asks for yields (periods[].yields)"),
     .offset = offsetof(struct lt_county_target, output_yijin), .fallback = "0", .unit = "亿斤",
     RANGE(0, 100000)},
};

static const struct lt_key threshold_keys[] = {
    {KEY("grain_season_share", LT_KEY_DOUBLE,
         "图斑内粮食占比达到多少即视为种了一季粮食（非文件规定）",
         "share of grain at which ground bears a grain season (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.grain_season_share), .fallback = "0.5",
     RANGE(0.01, 1)},
    {KEY("full_cells", LT_KEY_U32, "疑似图斑至少含多少个完整像元（非文件规定）",
         "fewest full pixels of a suspect patch (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.gate_full_cells), .fallback = "8",
     .unit = "像元 pixels", RANGE(1, 10000)},
    {KEY("erosion_cells", LT_KEY_U32, "疑似图斑向内收缩多少个像元后仍须存在（非文件规定）",
         "erosion, in pixels, that a suspect patch must survive (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.gate_erosion_cells), .fallback = "1",
     .unit = "像元 pixels", RANGE(0, 10)},
    {KEY("lost_share", LT_KEY_DOUBLE, "内缩半个像元后像元损失达到此比例即不可判（Vajsova 等 2020）",
         "share of pixels lost by a half-pixel inner buffer at which nothing is judged (Vajsova et "
         "al. 2020)"),
     .offset = offsetof(struct lt_config_draft, config.small_lost_share), .fallback = "0.6",
     RANGE(0.01, 1)},
    {KEY("case_keep_share", LT_KEY_DOUBLE, "与上期图斑重叠达到此比例则沿用编号",
         "overlap with an earlier case at which its number is kept"),
     .offset = offsetof(struct lt_config_draft, config.case_keep_share), .fallback = "0.5",
     RANGE(0.01, 1)},
    {KEY("repair_bound", LT_KEY_DOUBLE, "图形修复允许的面积相对变化",
         "relative change of area that the repair of a polygon may make"),
     .offset = offsetof(struct lt_config_draft, config.repair_bound), .fallback = "0.001",
     RANGE(0, 0.1)},
    {KEY("overlap_min", LT_KEY_DOUBLE, "小于此值的重叠和缝隙视为捕捉误差",
         "overlaps and gaps below this are snapping noise"),
     .offset = offsetof(struct lt_config_draft, config.overlap_min_m2), .fallback = "1",
     .unit = "m²", RANGE(0, 10000)},
    {KEY("boundary_shift", LT_KEY_DOUBLE,
         "功能区边界与备案、两个年度地类图斑的界线相差不宽于此值视为捕捉误差（非文件规定）",
         "differences between zones and filed zones, and between the parcels of two years, that "
         "are "
         "no wider are snapping noise (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.boundary_shift_m), .fallback = "1",
     .unit = "m", RANGE(0, 100)},
    {KEY("lookback_gap", LT_KEY_DOUBLE,
         "“回头看”补划：图斑相距不超过此值（如隔一条路、一条沟）视为集中连片（非文件规定）",
         "looking back at the zones: parcels that lie no further apart, as across a lane or a "
         "ditch, are contiguous (not from the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.lookback_gap_m), .fallback = "10",
     .unit = "m", RANGE(0, 100)},
    {KEY("lookback_hills", LT_KEY_DOUBLE,
         "“回头看”补划：丘陵（坡度6至15度）集中连片的最小面积（非文件规定）；平原见规则 FZ-ADD",
         "looking back at the zones: contiguous area that is enough in hills, 6 to 15 degrees (not "
         "from the mandate); on plains: rule FZ-ADD"),
     .offset = offsetof(struct lt_config_draft, config.lookback_hills_mu), .fallback = "50",
     .unit = "亩", RANGE(0, 1000000)},
    {KEY("photo_distance", LT_KEY_DOUBLE,
         "核查照片的拍摄位置距图斑不超过此值视为在图斑处（非文件规定）",
         "a photograph of a review is taken at the case when it is no farther from it (not from "
         "the mandate)"),
     .offset = offsetof(struct lt_config_draft, config.photo_distance_m), .fallback = "100",
     .unit = "m", RANGE(0, 10000)},
    {KEY("max_unjudged", LT_KEY_DOUBLE, "未能判定的面积占全部面积的上限，超过则不发布",
         "largest share of all area that may stay unjudged; above it nothing is published"),
     .offset = offsetof(struct lt_config_draft, config.max_unjudged), .fallback = "0.001",
     RANGE(0, 1)},
    {KEY("max_false_accusation", LT_KEY_DOUBLE,
         "误判率单侧95%上限不得超过此值，0 为不设（非文件规定）；须有图斑可靠性样本",
         "the one-sided 95 % upper bound of the false-accusation rate is to be at most this; 0 = "
         "no gate (not from the mandate); asks for a parcel_sample"),
     .offset = offsetof(struct lt_config_draft, config.max_false_accusation), .fallback = "0",
     RANGE(0, 0.5)},
};

static const struct lt_key sheet_keys[] = {
    {KEY("which", LT_KEY_CHOICE,
         "为哪些在册图斑制作：grave 严重的，new 严重的和本期新立的，all 全部在册的",
         "of which open cases: grave, new (grave ones and those new in this half-year), all"),
     .offset = offsetof(struct lt_config_draft, config.sheets_which), .fallback = "new",
     .choices = LT_SHEETS_WHICH},
    {KEY("at_most", LT_KEY_U32, "每个半年期至多制作多少张，严重的在前，再按面积；0 为不制作",
         "at most so many in a half-year, grave ones first, then by area; 0 = none"),
     .offset = offsetof(struct lt_config_draft, config.sheets_most), .fallback = "200",
     .unit = "张 sheets", RANGE(0, 50000)},
};

static const struct lt_key limit_keys[] = {
    {KEY("features", LT_KEY_U64, "每个图层最多要素数", "most features in one layer"),
     .offset = offsetof(struct lt_config_draft, config.limit_features), .fallback = "20000000",
     RANGE(1, 1e9)},
    {KEY("vertices", LT_KEY_U64, "每个要素最多顶点数；核查结果图层为全部要素合计",
         "most vertices in one feature; in a layer of reviews, in all"),
     .offset = offsetof(struct lt_config_draft, config.limit_vertices), .fallback = "20000000",
     RANGE(4, 1e9)},
    {KEY("pixels", LT_KEY_U64, "每个栅格最多像元数", "most pixels in one raster"),
     .offset = offsetof(struct lt_config_draft, config.limit_pixels), .fallback = "1000000000000",
     RANGE(1, 1e15)},
};

/* --- rules, output ------------------------------------------------------------------------- */

static const struct lt_key override_keys[] = {
    {KEY("enabled", LT_KEY_BOOL, "是否启用", "whether the rule is judged"),
     .offset = offsetof(struct lt_rule_override, enabled),
     .mark = LT_MARK(offsetof(struct lt_rule_override, has_enabled)), .fallback = "true"},
    {KEY("threshold", LT_KEY_DOUBLE, "阈值，单位见规则目录；报告中注明为本市设定",
         "threshold in the rule's own unit; the report marks it as set by the city"),
     .offset = offsetof(struct lt_rule_override, threshold),
     .mark = LT_MARK(offsetof(struct lt_rule_override, has_threshold)), RANGE(0, 1000000)},
    {KEY("severity", LT_KEY_CHOICE,
         "严重程度：grave 严重，ordinary 一般；严重的列入重点清单；只作引导提示的规则不受影响",
         "severity; grave cases are listed apart and reported at once; rules that only guide stay "
         "as they are"),
     .offset = offsetof(struct lt_rule_override, severity), .choices = LT_SEVERITIES},
};

static const struct lt_key output_keys[] = {
    {KEY("profile", LT_KEY_CHOICE, "成果范围：internal 内部，public 只含县级汇总",
         "internal, or public (county totals only)"),
     .offset = offsetof(struct lt_config_draft, config.profile), .fallback = "internal",
     .choices = "internal public", .shown = true},
    {KEY("mark", LT_KEY_TEXT, "印在各项成果上的标识", "mark printed on every output"),
     .offset = offsetof(struct lt_config_draft, config.mark), .fallback = "内部资料",
     .shown = true},
    {KEY("shapefile_encoding", LT_KEY_CHOICE, "Shapefile 属性编码",
         "encoding of shapefile attributes"),
     .offset = offsetof(struct lt_config_draft, config.shapefile_encoding), .fallback = "GBK",
     .choices = "GBK UTF-8"},
    {KEY("ledger_access", LT_KEY_CHOICE,
         "台账谁可读：umask 按系统设置，owner 仅属主，连同 "
         "kept/、工作文件和导出的文本；自下一次发布"
         "起生效",
         "who may read the ledger: umask, as the system is set, or its owner alone, with kept/, "
         "the "
         "working files and exported texts; from the next publication on"),
     .offset = offsetof(struct lt_config_draft, config.ledger_access), .fallback = "umask",
     .choices = "umask owner"},
    {KEY("language", LT_KEY_CHOICE, "成果语言：zh 中文，en 英文", "language of the outputs"),
     .offset = offsetof(struct lt_config_draft, language), .fallback = "zh", .choices = "zh en"},
};

static const struct lt_key catalogue_keys[] = {
    {KEY("office", LT_KEY_TEXT, "数据的责任单位；不写则目录信息注明缺失",
         "office that answers for the data; without it the record says that it is missing"),
     .offset = offsetof(struct lt_config_draft, config.catalogue_office), .fallback = "",
     .example = "某市自然资源和规划局"},
    {KEY("sharing", LT_KEY_CHOICE,
         "共享类型：unconditional 无条件共享，conditional 有条件共享，none 不予共享；profile "
         "按成果范围，internal 为有条件，public 为无条件",
         "how it is shared: unconditional, conditional, none; profile: conditional if internal, "
         "unconditional if public"),
     .offset = offsetof(struct lt_config_draft, config.catalogue_sharing), .fallback = "profile",
     .choices = LT_SHARING},
    {KEY("security", LT_KEY_CHOICE,
         "密级（ISO 19115 用词）：unclassified 公开，restricted 内部，confidential 秘密，secret "
         "机密，topSecret 绝密；profile 按成果范围，internal 为内部，public 为公开",
         "security level in the words of ISO 19115; profile: restricted if internal, unclassified "
         "if public"),
     .offset = offsetof(struct lt_config_draft, config.catalogue_security), .fallback = "profile",
     .choices = LT_SECURITY},
};

static const struct lt_key operation_keys[] = {
    {KEY("due_first", LT_KEY_TEXT, "上半年期应运行的日期，月-日",
         "day on which first half-years are due, MM-DD"),
     .offset = offsetof(struct lt_config_draft, config.operations.due[0]), .fallback = "07-01"},
    {KEY("due_second", LT_KEY_TEXT, "下半年期应运行的日期，月-日",
         "day on which second half-years are due, MM-DD"),
     .offset = offsetof(struct lt_config_draft, config.operations.due[1]), .fallback = "11-01"},
    {KEY("metrics", LT_KEY_PATH_LATER,
         "运行指标写入的文件（Prometheus 文本格式，扩展名 .prom）；不写则不输出",
         "file for the figures of the run, in Prometheus' text format (.prom); without it none"),
     .offset = offsetof(struct lt_config_draft, config.operations.metrics)},
    {KEY("on_failure", LT_KEY_TEXTS,
         "运行失败后执行的命令：程序的绝对路径和参数，不经 shell，末尾附加运行记录的路径",
         "command that is run after a failed run: absolute path of a program and its words, "
         "without a shell; the path of the run's record is added"),
     .offset = offsetof(struct lt_config_draft, config.operations.on_failure),
     .count_offset = offsetof(struct lt_config_draft, config.operations.on_failure_count),
     .example = "[/usr/local/sbin/liangtian-failed]"},
    {KEY("on_failure_seconds", LT_KEY_U32, "该命令的时限，超过即终止",
         "time that it may take; then it is ended"),
     .offset = offsetof(struct lt_config_draft, config.operations.on_failure_seconds),
     .fallback = "60", .unit = "秒 s", RANGE(1, 3600)},
};

static const struct lt_key root_keys[] = {
    {KEY("city", LT_KEY_SECTION, "所属市", "the city"), LT_KEYS(city_keys), .required = true},
    {KEY("folders", LT_KEY_SECTION, "目录，相对于本配置文件",
         "folders, relative to this config file"),
     LT_KEYS(folder_keys)},
    {KEY("legend", LT_KEY_PATH, "图例：栅格值对应的作物和类别",
         "legend: what each raster value means"),
     .offset = offsetof(struct lt_config_draft, config.legend_path), .required = true,
     .example = "legend.yaml"},
    {KEY("layers", LT_KEY_SECTION, "矢量图层", "vector layers"), LT_KEYS(role_keys),
     .offset = offsetof(struct lt_config_draft, layers), .definition = "layers", .required = true},
    {KEY("periods", LT_KEY_LIST, "各半年期，按先后列出", "the half-years, in order of time"),
     LT_KEYS(period_keys), .offset = offsetof(struct lt_config_draft, config.periods),
     .count_offset = offsetof(struct lt_config_draft, config.period_count),
     .item_size = sizeof(struct lt_period_config), .required = true, RANGE(1, 1000)},
    {KEY("baseline", LT_KEY_SECTION, "基期，用以区分存量和增量；没有则首期图斑均为存量待定",
         "base date that tells stock from increment; without it the first run's cases are undated"),
     LT_KEYS(baseline_keys)},
    {KEY("floors", LT_KEY_SECTION, "底线", "legal floors"), LT_KEYS(floor_keys)},
    {KEY("targets", LT_KEY_LIST, "分解到县区的任务", "targets broken down to counties"),
     LT_KEYS(target_keys), .offset = offsetof(struct lt_config_draft, config.targets),
     .count_offset = offsetof(struct lt_config_draft, config.target_count),
     .item_size = sizeof(struct lt_county_target)},
    {KEY("town_targets", LT_KEY_LIST, "分解到乡镇的粮食播种面积任务",
         "targets broken down to townships"),
     LT_KEYS(town_keys), .offset = offsetof(struct lt_config_draft, config.town_targets),
     .count_offset = offsetof(struct lt_config_draft, config.town_target_count),
     .item_size = sizeof(struct lt_town_target)},
    {KEY("districts", LT_KEY_LIST, "县区之内的管理单元，单独列出，不重复计入",
         "managing units that lie inside counties: shown apart, never added"),
     LT_KEYS(district_keys), .offset = offsetof(struct lt_config_draft, config.districts),
     .count_offset = offsetof(struct lt_config_draft, config.district_count),
     .item_size = sizeof(struct lt_district)},
    {KEY("main_grain", LT_KEY_TEXTS,
         "主粮的作物键（见图例）；不写为 winter_wheat、wheat、maize、rice",
         "the main grains, keys of the legend; without it winter_wheat, wheat, maize, rice"),
     .offset = offsetof(struct lt_config_draft, config.main_grain),
     .count_offset = offsetof(struct lt_config_draft, config.main_grain_count),
     .example = "[winter_wheat, maize, rice]"},
    {KEY("assessment", LT_KEY_LIST, "县区考核的指标和权重；不写则不评分",
         "indicators and weights of the assessment of counties; without it none is made"),
     LT_KEYS(indicator_keys), .offset = offsetof(struct lt_config_draft, config.indicators),
     .count_offset = offsetof(struct lt_config_draft, config.indicator_count),
     .item_size = sizeof(struct lt_indicator)},
    {KEY("grave", LT_KEY_SECTION,
         "除规则所列外，哪些两源印证的图斑列为严重（影像为一源）；规则本身的严重程度见 rules",
         "which cases are grave by two sources, our image being one, besides those of grave rules "
         "(rules.ID.severity)"),
     LT_KEYS(grave_keys)},
    {KEY("leases", LT_KEY_SECTION, "流转地块的核查门槛", "when leased land is to be checked"),
     LT_KEYS(lease_keys)},
    {KEY("thresholds", LT_KEY_SECTION, "判定门槛，文件未规定，报告中注明",
         "gates and thresholds that no clause gives; the report marks them so"),
     LT_KEYS(threshold_keys)},
    {KEY("boundary_sensitivity", LT_KEY_CHOICE,
         "边界敏感性：图斑相对影像移动、缩放半个像元后再算一遍，cases 只算有疑似地的，all "
         "全部，none 不算；只供参考，不改判定",
         "the run repeated with polygons moved, shrunk and grown by half a pixel: cases, those "
         "with "
         "offending ground; all; none. Information that changes no verdict"),
     .offset = offsetof(struct lt_config_draft, config.boundary_sensitivity), .fallback = "none",
     .choices = LT_EDGE_MODES},
    {KEY("sheets", LT_KEY_SECTION, "图斑举证表（internal 成果）",
         "evidence sheets of cases (profile internal)"),
     LT_KEYS(sheet_keys)},
    {KEY("limits", LT_KEY_SECTION, "规模上限，防止误用异常文件",
         "size limits, against freak files"),
     LT_KEYS(limit_keys)},
    {KEY("rules", LT_KEY_MAP, "对规则目录的调整：规则编号: {enabled, threshold, severity}",
         "changes to the rule catalogue: rule id: {enabled, threshold, severity}"),
     LT_KEYS(override_keys), .offset = offsetof(struct lt_config_draft, overrides),
     .count_offset = offsetof(struct lt_config_draft, override_count),
     .item_size = sizeof(struct lt_rule_override)},
    {KEY("output", LT_KEY_SECTION, "成果", "outputs"), LT_KEYS(output_keys)},
    {KEY("catalogue", LT_KEY_SECTION, "数据共享目录信息（catalogue.json、catalogue.xml）",
         "the catalogue record (catalogue.json, catalogue.xml)"),
     LT_KEYS(catalogue_keys)},
    {KEY("operations", LT_KEY_SECTION, "无人值守运行；不影响成果",
         "running unattended; changes nothing in the results"),
     LT_KEYS(operation_keys), .aside = true},
    {KEY("operator_key", LT_KEY_TEXT, "经营主体代码的散列密钥，请保密；不写则由市代码导出",
         "secret key of the operator hashes; without it one is derived from the city code"),
     .offset = offsetof(struct lt_config_draft, config.operator_key)},
};

static const struct lt_key root = {
    KEY("", LT_KEY_SECTION, "粮田配置文件", "configuration of Liangtian"), LT_KEYS(root_keys)};

const struct lt_key *lt_config_table(void)
{
    return &root;
}

bool lt_config_layer_optional(enum lt_layer role)
{
    for (size_t i = 0; i < sizeof role_keys / sizeof *role_keys; i++) {
        if (role_keys[i].offset == role * sizeof(struct lt_layer_config)) {
            return !role_keys[i].required;
        }
    }
    return false;
}

enum lt_layer lt_config_schema_role(enum lt_layer role)
{
    switch (role) { /* earlier versions of a layer, and what is built like it, have its fields */
    case LT_LAYER_ZONE_FILED:
        return LT_LAYER_ZONE;
    case LT_LAYER_PARCEL_BASE:
    case LT_LAYER_CROPLAND_TASK:
        return LT_LAYER_PARCEL;
    default:
        return role;
    }
}

const char *lt_config_default_schema(enum lt_layer role)
{
    static const char *const names[LT_LAYER_COUNT] = {
        [LT_LAYER_PARCEL] = "DLTB",      [LT_LAYER_PBF] = "YJJBNTBHTB",
        [LT_LAYER_ZONE] = "LQDK",        [LT_LAYER_COUNTY] = "XZQ",
        [LT_LAYER_LEASE] = "LZDK",       [LT_LAYER_APPROVAL] = "SPBA",
        [LT_LAYER_FEEDBACK] = "JCTB",    [LT_LAYER_ZONE_FILED] = "LQDK",
        [LT_LAYER_PARCEL_BASE] = "DLTB", [LT_LAYER_CROPLAND_TASK] = "DLTB",
        [LT_LAYER_CASE] = "WFTB",        [LT_LAYER_PHOTO] = "HCZP",
    };
    return names[role];
}
