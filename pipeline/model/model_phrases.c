/* Texts without gaps are tried first, then those with gaps from the top: of two that fit, the narrower stands first. */
#include "model_phrases.h"

#include <stddef.h>
#include <string.h>

#include "support/text.h"

enum { CAPTURES = 4 };

/* '*' stands for what varies; {1} … {4} put it into the Chinese, in another order where the grammar asks for it. */
static const struct phrase {
    const char *en, *zh;
} phrases[] = {
    {"* m² filed", "登记面积 {1} 平方米"},
    {"* m² on the ellipsoid, within * m²", "椭球面积 {1} 平方米，允许差 {2} 平方米"},
    {"* m² beyond the raster", "{1} 平方米在影像范围之外"},
    {"* m2 shared with *", "与 {2} 重叠 {1} 平方米"},
    {"<= * m2 (thresholds.max_unjudged)", "不超过 {1} 平方米（thresholds.max_unjudged）"},
    {"county * m2, parcels * m2, overlaps * m2, not covered * m2",
     "县界 {1} 平方米，图斑 {2} 平方米，重叠 {3} 平方米，未覆盖 {4} 平方米"},
    {"* m2", "{1} 平方米"},
    {"wholly beyond the raster", "全部在影像范围之外"},
    {"ground that the raster covers", "影像覆盖的范围"},
    {"Self-intersection[*]; area * before and * after a repair",
     "自相交 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"Ring Self-intersection[*]; area * before and * after a repair",
     "环自相交 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"Self-intersection[*]; area * before and * after the repair",
     "自相交 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"Ring Self-intersection[*]; area * before and * after the repair",
     "环自相交 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"Hole lies outside shell[*]; area * before and * after a repair",
     "洞在外环之外 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"Hole lies outside shell[*]; area * before and * after the repair",
     "洞在外环之外 [{1}]；修复前面积 {2}，修复后 {3}"},
    {"a ring of fewer than three vertices; area * before and * after a repair",
     "环的不同顶点不足三个；修复前面积 {1}，修复后 {2}"},
    {"a ring of fewer than three vertices; area * before and * after the repair",
     "环的不同顶点不足三个；修复前面积 {1}，修复后 {2}"},
    {"*; area * before and * after a repair", "{1}；修复前面积 {2}，修复后 {3}"},
    {"*; area * before and * after the repair", "{1}；修复前面积 {2}，修复后 {3}"},
    {"a valid polygon", "有效的面图形"},
    {"no geometry", "没有图形"},
    {"points or lines", "点或线"},
    {"coordinates that are not finite or not on Earth", "坐标不是有限数，或不在地球上"},
    {"2 × perimeter / area is above 200", "周长的 2 倍与面积之比大于 200"},
    {"a plot, not a sliver", "地块而不是碎面"},
    {"parcels that do not overlap", "互不重叠的图斑"},
    {"parcels that cover the county", "铺满县界的图斑"},
    {"no id", "没有标识码"},
    {"an id that is unique in the layer", "图层内唯一的标识码"},
    {"positions #* and #* have the same id", "第 #{1} 与第 #{2} 个要素标识码相同"},
    {"personal data", "个人信息"},
    {"none in a layer handed over for monitoring", "交付监测的图层不含个人信息"},
    {"no such column", "没有这个字段"},
    {"column *, as the config says", "配置所写的字段 {1}"},
    {"column * or * or * or *", "字段 {1}、{2}、{3} 或 {4}"},
    {"column * or * or *", "字段 {1}、{2} 或 {3}"},
    {"column * or *", "字段 {1} 或 {2}"},
    {"column *", "字段 {1}"},
    {"a code of the standard's list", "标准代码表中的代码"},
    {"a day such as 20250630", "日期，如 20250630"},
    {"all digits of the code, in a column of text", "位数完整的代码，字段为文本型"},
    {"a column without personal data", "不含个人信息的字段"},
    {"a number", "数值"},
    {"a number that is not negative", "非负数值"},
    {"a share from 0 to below 1", "0 至 1（不含 1）之间的比例"},
    {"a share from 0 to 1", "0 至 1 之间的比例"},
    {"(withheld)", "（不显示）"},
    {"code '*'", "代码“{1}”"},
    {"code '*', and no county below it", "代码“{1}”，且图形不在任何县内"},
    {"a county of the counties layer", "县区图层中的县"},
    {"was put to the county below it, *; fill the code", "已按重叠面积归入 {1}；请补填县级代码"},
    {"was put to the nearest, *; correct the code or the boundary",
     "已归入最近的 {1}；请更正代码或边界"},
    {"a code that begins with the county's six digits", "以县级六位代码开头的代码"},
    {"a whole file", "完整的文件"},
    {"a whole GeoPackage", "完整的 GeoPackage"},
    {"a whole raster file", "完整的栅格文件"},
    {"a raster whose every tile can be read", "每一块都能读取的栅格"},
    {"cannot be opened", "无法打开"},
    {"an existing file", "已有的文件"},
    {"No such file or directory", "没有这个文件或目录"},
    {"Permission denied", "没有权限"},
    {"0 bytes", "0 字节"},
    {"a file with content", "有内容的文件"},
    {"feature #*: *", "第 #{1} 个要素：{2}"},
    {"* features", "{1} 个要素"},
    {"*, as the file states", "{1} 个，与文件所述一致"},
    {"at least one feature", "至少一个要素"},
    {"no feature lies on the raster", "没有要素在影像范围内"},
    {"overlap with the raster", "与影像重叠"},
    {"overlap with the raster at x * to *, y * to *", "与影像重叠（x {1} 至 {2}，y {3} 至 {4}）"},
    {"layer at x * to *, y * to * in the raster's crs",
     "图层位于影像坐标系的 x {1} 至 {2}，y {3} 至 {4}"},
    {"* % of the layer's area lies on the raster", "图层面积的 {1} % 在影像范围内"},
    {"at least 99 %", "不低于 99 %"},
    {"no layer with shapes", "没有带图形的图层"},
    {"one layer with shapes", "一个带图形的图层"},
    {"polygons", "面"},
    {"a .shp, .gpkg, .gdb folder, .fgb or .geojson", "shp、gpkg、gdb 目录、fgb 或 geojson"},
    {"a plain file or .gdb folder on this machine", "本机上的普通文件或 .gdb 目录"},
    {"neither a file nor a folder", "既不是文件也不是目录"},
    {"a file or a .gdb folder", "文件或 .gdb 目录"},
    {"tables of a plain GeoPackage, without views and foreign triggers",
     "普通的 GeoPackage 表，不含视图和外来触发器"},
    {"no coordinate reference system (no .prj)", "没有坐标系（缺 .prj）"},
    {"a coordinate reference system that is neither geographic nor projected",
     "既非地理坐标系也非投影坐标系"},
    {"a coordinate reference system in the file", "文件自带的坐标系"},
    {"a code such as EPSG:4526, or WKT", "代码（如 EPSG:4526）或 WKT"},
    {"no .shx beside the .shp", "缺少 .shx"},
    {"no .dbf beside the .shp", "缺少 .dbf"},
    {"the index file", "索引文件"},
    {"the attribute table", "属性表"},
    {"an index that fits the .shp", "与 .shp 相符的索引"},
    {"a dBASE header of 32 bytes", "32 字节的 dBASE 文件头"},
    {"a shapefile header of 100 bytes", "100 字节的 Shapefile 文件头"},
    {"* has * bytes: truncated", "{1} 只有 {2} 字节，不完整"},
    {"* bytes for * records", "{2} 条记录应有 {1} 字节"},
    {"* bytes", "{1} 字节"},
    {"* records in the .dbf", ".dbf 有 {1} 条记录"},
    {"*, as many as shapes in the .shx", "{1} 条，与 .shx 的图形数一致"},
    {".shx record * points beyond the .shp", ".shx 第 {1} 条指向 .shp 之外"},
    {".shx record * does not match the .shp", ".shx 第 {1} 条与 .shp 不符"},
    {"a value of the legend, or one mapped to unseen", "图例中的值，或列入 unseen 的值"},
    {"* of * cells are unseen", "{2} 个像元中 {1} 个无观测"},
    {"every cell is nodata or unseen", "全部像元无观测"},
    {"classified cells", "有类别的像元"},
    {"one band of class values", "一个类别值波段"},
    {"Byte or UInt16", "Byte 或 UInt16"},
    {"a mask band", "掩膜波段"},
    {"a nodata value, or values mapped to unseen in the legend",
     "无数据值，或图例中列入 unseen 的值"},
    {"no position in the file and no .tfw beside it", "文件无定位信息，也没有 .tfw"},
    {"cell size and corner", "像元大小和角点"},
    {"a north-up grid without rotation", "正北方向、无旋转的栅格"},
    {"a projection that is regular over the whole raster", "在整幅影像上适用的投影"},
    {"a nodata value that is no class", "不与类别相同的无数据值"},
    {"not a raster that is known", "无法识别的栅格"},
    {"GeoTIFF, Erdas Imagine or ENVI with its .hdr", "GeoTIFF、Erdas Imagine 或带 .hdr 的 ENVI"},
    {"a lossy compression", "有损压缩"},
    {"a lossless one, such as DEFLATE or LZW", "无损压缩，如 DEFLATE 或 LZW"},
    {"bytes that are not UTF-8", "非 UTF-8 字节"},
    {"UTF-8 text", "UTF-8 文字"},
    {"a second document", "第二个文档"},
    {"one document", "一个文档"},
    {"the path of a file or folder that exists", "已有文件或目录的路径"},
    {"the path of a folder", "目录的路径"},
    {"true or false", "true 或 false"},
    {"an administrative code of six digits, e.g. 411702", "六位行政区划代码，如 411702"},
    {"a half-year, e.g. 2026H1 or 2026H2", "半年期，如 2026H1 或 2026H2"},
    {"a day that exists, as YYYY-MM-DD", "有效日期，形如 YYYY-MM-DD"},
    {"EPSG: and a number, e.g. EPSG:4526", "EPSG: 加数字，如 EPSG:4526"},
    {"a colour as #rrggbb, in quotes", "加引号的颜色 #rrggbb"},
    {"text", "文字"},
    {"* levels of nesting", "嵌套 {1} 层"},
    {"at most * levels", "最多 {1} 层"},
    {"a virtual file system (/vsi…): *", "虚拟文件系统（/vsi…）：{1}"},
    {"markup instead of a path: *", "标记而不是路径：{1}"},
    {"an address or a driver prefix (with ':'): *", "网址或驱动前缀（含“:”）：{1}"},
    {"write all six digits", "写全六位"},
    {"remove the quotes", "去掉引号"},
    {"use a point as the decimal mark and nothing between thousands", "小数点用半角点，不写千分位"},
    {"remove the leading zero", "去掉开头的 0"},
    {"write the number alone; its unit is *", "只写数字，单位为 {1}"},
    {"write the number alone, in ASCII digits", "只写半角数字"},
    {"write true or false, without quotes", "写 true 或 false，不加引号"},
    {"remove the line '---' and what follows it", "删去“---”一行及其后内容"},
    {"indent with spaces, not with tabs", "用空格缩进，不用制表符"},
    {"use the ASCII colon ':' and a space after it, not the full-width '：'",
     "用半角冒号“:”，其后留一空格，不用全角“：”"},
    {"add or remove items", "增减条目"},
    {"write schema: *", "写 schema: {1}"},
    {"found character that cannot start any token while scanning for the next token",
     "此处有不能作为开头的字符（常为制表符）"},
    {"the name of a file in schemas/layers, without .yaml",
     "schemas/layers 中的文件名，不带 .yaml"},
    {"each key once", "每个键一次"},
    {"an empty file", "空文件"},
    {"keys and values", "键和值"},
    {"nothing at *", "{1} 处没有文件"},
    {"nothing", "空"},
    {"a plain path of a local file or folder", "本机文件或目录的普通路径"},
    {"a day not before image_from, *", "不早于 image_from（{1}）的日期"},
    {"images from * to *", "影像 {1} 至 {2}"},
    {"days from * to *", "{1} 至 {2} 之间的日期"},
    {"a day before the first half-year's *", "早于首期 {1} 的日期"},
    {"each county once", "每个县区一次"},
    {"each raster value once", "每个栅格值一次"},
    {"each crop key once", "每个作物键一次"},
    {"* a second time", "{1} 再次出现"},
    {"each half-year once, in order of time", "每个半年期一次，按时间先后"},
    {"one of: *", "下列之一：{1}"},
    {"a whole number from 0 to 65535", "0 至 65535 的整数"},
    {"no file", "没有文件"},
    {"a file", "多出文件"},
    {"other bytes", "内容已变"},
    {"the file of the manifest", "清单所列的文件"},
    {"the digest of the manifest", "与清单相同的摘要"},
    {"a ledger", "台账"},
    {"no folder", "没有目录"},
};

struct capture {
    const char *text;
    size_t length;
};

/* Each '*' takes as little as it can, but the last one all that is left before the pattern's end. */
static bool match(const char *pattern, const char *text, struct capture captures[CAPTURES])
{
    size_t count = 0;
    size_t literal = strcspn(pattern, "*");
    if (strncmp(pattern, text, literal) != 0) {
        return false;
    }
    pattern += literal;
    text += literal;
    while (*pattern == '*' && count < CAPTURES) {
        pattern++;
        literal = strcspn(pattern, "*");
        const size_t left = strlen(text);
        const char *at = NULL;
        if (pattern[literal] == '\0') {
            at = left >= literal && strcmp(text + left - literal, pattern) == 0
                     ? text + left - literal
                     : NULL;
        } else {
            for (const char *c = text; at == NULL && *c != '\0'; c++) {
                at = strncmp(c, pattern, literal) == 0 ? c : NULL;
            }
        }
        if (at == NULL) {
            return false;
        }
        captures[count++] = (struct capture){text, (size_t)(at - text)};
        text = at + literal;
        pattern += literal;
    }
    return *pattern == '\0' && *text == '\0';
}

static void fill(struct lt_text *out, const char *zh, const struct capture captures[CAPTURES])
{
    const char *brace;
    while ((brace = strchr(zh, '{')) != NULL) {
        const struct capture *const part = &captures[(brace[1] - '1') % CAPTURES];
        lt_text_add_n(out, zh, (size_t)(brace - zh));
        lt_text_add_n(out, part->text, part->length);
        zh = brace + 3;
    }
    lt_text_add(out, zh);
}

static bool add_first(struct lt_text *out, const char *english, bool with_captures)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        struct capture captures[CAPTURES] = {{"", 0}};
        if ((strchr(phrases[i].en, '*') != NULL) == with_captures &&
            match(phrases[i].en, english, captures)) {
            fill(out, phrases[i].zh, captures);
            return true;
        }
    }
    return false;
}

bool model_phrase_add(struct lt_text *out, const char *english)
{
    return add_first(out, english, false) || add_first(out, english, true);
}
