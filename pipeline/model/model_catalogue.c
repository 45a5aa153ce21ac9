/* What the codes of diagnostics say in both languages; ascending by code. Whoever adds a diagnostic adds its
 * line here: title in Chinese, title in English, what to do in Chinese (in English every diagnostic brings its own). */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/diagnostics.h"
#include "liangtian/parcel.h"
#include "model_phrases.h"
#include "support/text.h"

static const struct entry {
    const char *code, *zh, *en, *action_zh;
} entries[] = {
    {"approval.unknown_kind", "审批备案类型不在规则目录中", "kind of approval that no rule names",
     "按 schemas/layers/SPBA.yaml 的用词填写类型；在此之前该审批不免除任何图斑"},
    {"area.filed", "登记面积与图形椭球面积不符", "filed area differs from the boundary's",
     "按图形重新计算登记面积"},
    {"config.baseline_late", "基期晚于首期", "baseline later than the first half-year",
     "基期须早于首期才能证明存量，请核对日期"},
    {"config.county_outside", "县区代码不属本市", "county code of another city", "核对县区代码"},
    {"config.date_order", "起止日期颠倒", "dates in the wrong order", "更正起止两个日期"},
    {"config.due", "应运行日期不对", "wrong due day", "写成“月-日”，如 07-01"},
    {"config.folders", "成果目录与中间目录相同", "output and work folder are the same",
     "中间目录可能被清空，请另取名称"},
    {"config.layer_schema", "图层结构名不对", "wrong layer schema",
     "改为对应的图层结构名，或删去该行采用标准结构"},
    {"config.on_failure", "失败处理命令不是绝对路径", "failure command without an absolute path",
     "写出程序的绝对路径：没有 shell 代为查找"},
    {"config.path_length", "路径过长", "path too long", "把本市的文件夹移到路径较短的位置"},
    {"config.path_missing", "路径不存在", "no file at this path",
     "更正路径（相对于配置文件），或把文件放到该处"},
    {"config.path_refused", "路径不被接受", "path refused", "把文件复制到本机，填写普通路径"},
    {"config.period_order", "半年期重复或次序不对", "half-years repeated or out of order",
     "删去重复的半年期，按时间先后排列"},
    {"config.rule_elsewhere", "该规则的数值不在 rules 下填写",
     "the value of this rule stands under another key", "改在应为的那个键下填写"},
    {"config.sample_twice", "同一范围有两份样本", "two samples of one frame", "把样点并入一个表"},
    {"config.season", "影像日期与半年期不符", "images outside the half-year",
     "核对半年期与影像日期"},
    {"config.target_twice", "县区任务重复", "county target given twice",
     "把同一县区的两项任务写在一行"},
    {"config.unknown_field", "字段对照中的标准字段不存在",
     "mapping of a field that the schema lacks", "写成“标准字段名: 本市文件中的字段名”"},
    {"config.unknown_rule", "规则编号不存在", "no such rule", "更正规则编号，或删去该行"},
    {"county_report.again", "同日另有一份报告，本份再次报送",
     "handed in again after another of the same day",
     "以最后报送的为准；如应以另一份为准，请重报该份"},
    {"county_report.contradicts", "两项填报互相矛盾", "two answers contradict each other",
     "核对两项后改一致"},
    {"county_report.county", "县区不符", "not that county", "县区代码按下发的表，不要改动"},
    {"county_report.item", "没有这个项目代码", "no such item", "项目代码按下发的表，不要改动"},
    {"county_report.long", "文字过长", "text is too long", "缩短文字"},
    {"county_report.number", "数不符合要求", "not such a number", "更正该数"},
    {"county_report.older", "早于已入账的报告", "older than the report that stands",
     "更正须填较晚的填报日期"},
    {"county_report.period", "报告期不符", "not that half-year", "报告期按下发的表，不要改动"},
    {"county_report.personal", "略去了电话或证件号码",
     "a telephone or identity number was left out", "无须处理；请勿填写个人信息"},
    {"county_report.twice", "同一项目填了两行", "an item stands twice", "每个项目只留一行"},
    {"crs.conflict", "坐标系与配置矛盾", "coordinate system contradicts the config",
     "删去配置中的 crs，或更正文件自带的坐标系"},
    {"crs.missing", "缺少坐标系", "no coordinate system",
     "补上原数据的 .prj，或向数据生产单位核实后在配置中填写 crs"},
    {"crs.no_transformation", "没有可靠的坐标转换", "no reliable transformation",
     "请用官方参数将图层转换到 2000 国家大地坐标系"},
    {"crs.unknown", "坐标系无法识别", "unknown coordinate system", "更正配置中的 crs"},
    {"crs.wgs84", "WGS 84 坐标按 2000 国家大地坐标系使用", "WGS 84 taken as CGCS2000",
     "两者相差不超过 1 米；精度要求更高时请先转换到 2000 国家大地坐标系"},
    {"field.ambiguous", "字段名截断后无法区分", "column names cut alike",
     "改短其中一个字段名，或改交 GeoPackage（字段名不截断）"},
    {"field.code", "代码不在标准表内", "code outside the standard's list", "更正代码"},
    {"field.date", "日期无法识别", "unreadable date", "更正日期"},
    {"field.kcxs", "扣除系数超出范围", "ridge share out of range",
     "更正扣除系数；该图斑暂按不扣除计算"},
    {"field.length", "文字超过标准规定的长度", "text longer than the standard has it", "缩短文字"},
    {"field.mapped_personal", "字段对照指向个人信息", "mapping opens personal data",
     "在配置的 fields 下改指其他字段"},
    {"field.missing", "缺少字段", "field missing",
     "补上该字段，或在配置的 fields 下写明本市文件中的字段名"},
    {"field.number", "数值无法识别", "unreadable number", "更正数值"},
    {"field.personal", "含个人信息字段，未读取", "personal data, not read",
     "这些字段未读取；下次导出时请删去"},
    {"file.digest", "文件摘要不符", "digest differs", "重新获取文件，或更正配置中的 sha256"},
    {"file.empty", "文件为空", "empty file", "从来源处重新复制文件"},
    {"file.missing", "文件不存在", "no such file", "更正路径"},
    {"file.more", "同一文件还有未列出的问题", "more faults of one file than are listed",
     "请先改正已列出的各处；再次交回时列出其余"},
    {"file.refused", "路径不被接受", "path refused", "把数据复制到本机，在配置中填写其路径"},
    {"file.unreadable", "文件无法读取", "unreadable file", "从来源处重新复制文件"},
    {"geometry.invalid", "图形无效且不可修复", "invalid beyond repair",
     "重新勾绘图形；该图斑不作判定，但计入各项总数"},
    {"geometry.missing", "图形缺失", "no geometry", "补绘图形；该图斑不作判定，但计入各项总数"},
    {"geometry.not_finite", "坐标无效", "coordinates not finite",
     "重新勾绘图形；该图斑不作判定，但计入各项总数"},
    {"geometry.not_polygon", "图形不是面", "not a polygon",
     "改为面图形；该图斑不作判定，但计入各项总数"},
    {"geometry.off_raster", "图斑在影像范围之外", "off the raster",
     "提供覆盖该处的影像；该图斑不作判定，但计入各项总数"},
    {"geometry.partly_off_raster", "图斑部分在影像范围之外", "partly off the raster",
     "提供覆盖该处的影像；超出部分按未观测计"},
    {"geometry.repaired", "图形已修复", "geometry repaired",
     "已在允许范围内修复；请择时更正原数据"},
    {"geometry.sliver", "狭长碎面", "sliver", "在原数据中并入相邻图斑"},
    {"gpkg.foreign", "GeoPackage 含外来对象", "foreign objects in a GeoPackage",
     "把图层另存为新的 GeoPackage"},
    {"gpkg.unsaved", "GeoPackage 尚有未存入的修改", "edits not yet in the GeoPackage",
     "先在 QGIS 或 QField 中关闭该文件，或另存为新文件"},
    {"id.digits", "标识码存为浮点数，已丢失位数", "id kept as a floating-point number",
     "把标识码字段改为文本型后重新导出"},
    {"id.duplicate", "标识码重复", "duplicate id", "更正其中一个标识码；两者均予保留并判定"},
    {"id.missing", "标识码缺失", "id missing", "填写标识码；在此之前以顺序号代替"},
    {"layer.empty", "图层为空，按没有此类要素处理", "empty layer: there are none",
     "已按没有此类要素处理；如有，请核对导出是否完整"},
    {"layer.empty_base", "用于比对的图层为空，未作比对", "empty layer: nothing to be held against",
     "未与其比对；请核对导出是否完整"},
    {"layer.format", "矢量格式不支持", "unsupported vector format", "把图层导出为其中一种格式"},
    {"layer.geometry_type", "图层不是面图层", "layer does not hold polygons", "提供面图层"},
    {"layer.no_features", "图层没有要素", "layer without features",
     "核对导出是否完整，重新提供图层"},
    {"layer.off_raster", "图层与影像不重叠", "layer does not overlap the raster",
     "核对图层与影像的坐标系，并确认两者均属本市"},
    {"layer.partly_off_raster", "图层部分超出影像范围", "layer partly beyond the raster",
     "核对两者坐标系，或提供覆盖全域的影像"},
    {"layer.sublayer", "子图层不明确", "sublayer not clear",
     "在配置的 sublayer 中写明要用的图层名"},
    {"layer.unjudged_area", "不予判定的面积过大", "too much area not judged",
     "更正清单中不予判定的要素，或调高 thresholds.max_unjudged"},
    {"legend.duplicate", "图例中重复", "repeated in the legend", "每个栅格值和作物键只写一次"},
    {"legend.group", "图例类别不对", "unknown group in the legend", "改用所列类别之一"},
    {"legend.unknown_value", "栅格值不在图例中", "raster value outside the legend",
     "把该值补入图例，或列入 unseen"},
    {"legend.weight", "粮食占比不对", "wrong grain weight", "写成 [下限, 上限]，例如 [0.4, 0.6]"},
    {"photo.day", "照片日期不符", "day of the photograph does not fit",
     "核对相机时钟，并确认照片属于本次核查"},
    {"photo.elsewhere", "照片不是在该图斑处拍摄", "photograph taken elsewhere",
     "确认照片属于该图斑"},
    {"photo.kind", "不是照片文件", "no photograph", "以 .jpg 交回"},
    {"photo.missing", "照片文件缺失", "photograph is missing",
     "连同照片一并交回；照片另放时用 --photos 指明文件夹"},
    {"photo.no_case", "照片不能对应到图斑", "photograph of no case",
     "文件名或所在文件夹名以图斑编号开头"},
    {"photo.no_day", "照片没有拍摄日期", "photograph without a day",
     "交回原始照片，不要用聊天工具转存的副本"},
    {"photo.no_position", "照片没有拍摄位置", "photograph without a position",
     "打开相机定位；交回原始照片，不要用聊天工具转存的副本"},
    {"photo.refused", "照片不在照片文件夹内", "photograph beyond the folder", "把照片放进该文件夹"},
    {"photo.reused", "同一照片用于两个图斑", "one photograph for two cases",
     "核对照片拍的是哪个图斑"},
    {"picture.bands", "真彩影像不是三波段 8 位", "image is not three bands of 8 bits",
     "导出为红、绿、蓝三波段 8 位 GeoTIFF"},
    {"picture.crs", "真彩影像坐标系与分类栅格不同", "image in another coordinate system",
     "把影像重投影到分类栅格的坐标系"},
    {"picture.georeference", "真彩影像缺少定位信息或有旋转", "image without position, or rotated",
     "导出为带定位信息、不旋转的影像"},
    {"picture.unreadable", "真彩影像无法读取", "unreadable image", "重新导出该影像"},
    {"raster.all_unseen", "栅格全部无观测", "raster wholly unseen",
     "核对无数据值和图例中的 unseen"},
    {"raster.bands", "栅格波段数不符", "wrong number of bands", "只导出分类结果，存为单波段"},
    {"raster.crs", "栅格坐标系不适用", "coordinate system unfit for the raster",
     "核对影像的坐标系和角点"},
    {"raster.format", "栅格格式不支持", "unsupported raster format", "导出为 GeoTIFF"},
    {"raster.georeference", "栅格缺少定位信息", "raster without position", "导出时带上定位信息"},
    {"raster.lossy", "栅格为有损压缩", "lossy compression", "向提供单位索取压缩前的分类结果"},
    {"raster.mask", "栅格带掩膜", "raster with a mask", "导出不带掩膜的分类结果"},
    {"raster.nodata_class", "无数据值与图例类别相同", "nodata value is a class",
     "核对无数据值与图例"},
    {"raster.other_crs", "影像坐标系与本期不同", "raster in another coordinate system",
     "把该影像重投影到本半年期影像的坐标系"},
    {"raster.other_grid", "上一半年影像的格网与本期不同", "previous raster on another grid",
     "用最邻近法重采样到同一格网；在此之前需两期影像的规则不予判定"},
    {"raster.rotated", "栅格有旋转", "rotated raster", "用最邻近法重采样为正北方向的栅格"},
    {"raster.season_missing", "上一季影像未到", "raster of the season before is missing",
     "需要全年判断的事项保持未定；影像到后以 --redo 补运行该半年期，再重新运行本期"},
    {"raster.type", "栅格数据类型不符", "wrong data type", "把类别值存为 0 至 65535 的整数"},
    {"raster.unreadable", "栅格无法完整读取", "raster cannot be read whole",
     "从来源处重新复制文件"},
    {"raster.unseen", "栅格中无观测的像元", "cells not observed", "未观测部分会使各区间变宽"},
    {"raster.values", "不同的值过多", "too many different values", "提供分类结果，而不是影像本身"},
    {"review.column_twice", "两栏同名而内容不同", "two columns of one name differ",
     "同名的栏只留一栏"},
    {"review.conflict", "同一图斑的核查结果互相矛盾", "rows of one file contradict each other",
     "核查人员统一意见后只留一行"},
    {"review.contradicts", "与已入账的核查结果矛盾", "contradicts a review taken before",
     "双方核对一致；确属更正的，核查日期须晚于原日期"},
    {"review.date", "日期不可能", "impossible day", "更正日期"},
    {"review.day", "日期无法识别", "no day", "写成 2026-03-31 或 20260331"},
    {"review.elsewhere", "图形不在该图斑处", "polygon elsewhere", "核对编号与图形是否错行"},
    {"review.format", "文件格式不能读取", "format that is not read", "另存为 .xlsx 再交回"},
    {"review.missing", "缺少必填内容", "something is missing", "补填该栏"},
    {"review.no_case", "编号丢失且无法按位置认定", "no id, and no case at its place",
     "按下发的编号补填"},
    {"review.no_columns", "没有核查栏", "no review columns", "用下发的图层或表格填写后交回"},
    {"review.not_open", "图斑已不在册", "case is not open", "该图斑无须再填，删去此行"},
    {"review.other_county", "不是本县区的图斑", "case of another county",
     "删去此行，或另指定 --county"},
    {"review.transition", "处理阶段不能这样变更", "stage cannot follow",
     "补填中间阶段，或更正此行"},
    {"review.unknown_case", "台账中没有这个编号", "no such case", "按下发的编号填写"},
    {"review.unknown_column", "有未识别的栏，未读取", "columns that are not known were not read",
     "其中若有核查内容，请改回下发时的栏名"},
    {"review.word", "不是规定的词", "not one of the words", "从下拉列表中选择"},
    {"rule.group", "规则中的类别不对", "unknown group in a rule", "改用图例类别中的词"},
    {"rule.half", "可判定的半年期不对", "wrong half-year in a rule", "写 earliest_half: 2"},
    {"rule.id", "规则编号与文件名不符", "rule id and file name differ", "规则编号与文件名须一致"},
    {"rule.land_class", "规则中的地类编码不对", "wrong land class in a rule", "至少写两位地类编码"},
    {"sample.answer", "须填是或否", "neither yes nor no", "有问题填是，没有填否"},
    {"sample.cells", "单元格过多", "too many cells", "含分隔符的单元格请加引号"},
    {"sample.classes", "类别过多", "too many classes", "核对 map 和 reference 两列"},
    {"sample.column", "缺少列", "column missing", "补上该列；面积列的名称须写明单位"},
    {"sample.day", "日期无法识别", "no day", "写成 2026-03-31 或 20260331"},
    {"sample.domain_area", "该层在此县区没有面积", "stratum without area in this domain",
     "更正县区、层或面积"},
    {"sample.domain_unknown", "县区不在分层表中", "domain that the strata table lacks",
     "更正此处或分层表"},
    {"sample.empty", "表中没有数据", "empty table", "填写表格"},
    {"sample.few_cells", "样点多于像元", "more points than cells", "更正像元数"},
    {"sample.few_points", "层内样点不足两个", "fewer than two points in a stratum",
     "补充判读样点，或合并相近的层"},
    {"sample.frame_area", "分层面积与耕地面积不符", "strata that are not the cropland",
     "从本期耕地抽样，或更正面积"},
    {"sample.id_rounded", "编号已被表格软件取整", "id rounded by a spreadsheet",
     "把该列设为文本后重新导出"},
    {"sample.id_twice", "编号重复", "id given twice", "保留其一，或更正编号"},
    {"sample.label_missing", "单元格为空", "empty cell", "填写该单元格"},
    {"sample.label_unknown", "类别不认识", "unknown class",
     "更正类别；图上没有的类别请在 --group 中列出"},
    {"sample.number", "数字不对", "not a number", "只写数字和小数点，不带千分位和单位"},
    {"sample.point_unknown", "没有这个样点", "no such point", "更正点号，或一并给出该点所在的清单"},
    {"sample.points_missing", "抽中的样点没有全部判读", "points drawn but not labelled",
     "补判缺失的样点；略去会使所有数字有偏"},
    {"sample.probability", "入样概率不对", "wrong probability", "从抽样清单抄录入样概率"},
    {"sample.probability_unequal", "同层入样概率不等", "unequal probabilities in a stratum",
     "概率不同的样点请另立一层"},
    {"sample.record_place", "记录与样点不在同一县区", "record of another county than its point",
     "更正县区，或更正点号"},
    {"sample.record_twice", "同一处同一季有两条记录", "two records of a place and season",
     "一处一季只留一条记录"},
    {"sample.seasons", "判读季数不对", "labels of the wrong seasons",
     "上半年只判读夏季；下半年两季在同一批样点判读"},
    {"sample.stratum_area", "层的面积为零", "stratum without area", "删去没有面积的层"},
    {"sample.stratum_class", "一层多类", "stratum with two classes",
     "写明该层在图上的类别，或删去该列"},
    {"sample.stratum_twice", "层重复", "stratum given twice", "把两行合并"},
    {"sample.stratum_unknown", "层不在分层表中", "stratum that the strata table lacks",
     "更正此处或分层表"},
    {"sample.yield_missing", "缺少单产", "yield missing", "补上该县区的单产，或写一行不分县区的"},
    {"sample.yield_twice", "单产重复", "yield given twice", "保留其一"},
    {"schema.field", "图层结构中的字段不对", "wrong field in a layer schema",
     "更正图层结构中的该字段"},
    {"shapefile.dbf", "属性表缺失或不完整", "attribute table missing or cut",
     "从来源处重新复制 Shapefile 的全部文件"},
    {"shapefile.shp", "图形文件不完整", "shape file cut", "从来源处重新复制 Shapefile 的全部文件"},
    {"shapefile.shx", "索引文件缺失或不符", "index missing or inconsistent",
     "从来源处重新复制 Shapefile 的全部文件"},
    {"store.chain_broken", "版本链断裂", "chain of generations broken",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.file_changed", "成果文件已被改动", "published file changed",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.file_extra", "成果目录中有多余文件", "file that was not published",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.file_missing", "成果文件缺失", "published file missing",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.generation_missing", "版本目录缺失", "generation missing",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.ledger_missing", "台账缺失", "ledger missing",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.ledger_wrong", "台账不平或无法读取", "ledger does not add up or cannot be read",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.manifest_changed", "清单已被改动", "manifest changed",
     "从备份恢复该版本目录，或重新发布该半年期"},
    {"store.nothing_published", "尚无已发布成果", "nothing published", "先运行 liangtian run"},
    {"store.stale_period", "半年期成果已过期", "stale half-year",
     "按先后次序重新运行已过期的半年期"},
    {"text.cpg", "字符集声明与内容不符", "declared encoding is wrong",
     "已按实际字节的字符集读取；请更正 .cpg 文件"},
    {"text.encoding", "字符集设置无法识别", "unknown encoding", "更正配置中的 encoding"},
    {"text.undecodable", "文字无法解码", "undecodable text", "在配置中设置 encoding，或更正文字"},
    {"topology.county_claim", "两县都列入的地块", "ground that two counties claim",
     "商定县界图斑的归属；该处两县各计一次，不能作为全市达到底线的依据"},
    {"topology.gap", "图斑未铺满县界", "parcels do not fill the county",
     "图层只含耕地时无须处理；否则请补齐图斑"},
    {"topology.overlap", "图斑重叠", "overlapping parcels", "更正边界；重叠部分在总数中只计一次"},
    {"unit.by_overlap", "无县级代码，按重叠面积归县", "no county code: put to the county below it",
     "已按重叠面积归县；请补填县级代码"},
    {"unit.missing", "县级代码缺失", "county code missing", "填写县级代码"},
    {"unit.nearest", "按最近的县归属", "put to the nearest county",
     "已归入最近的县；请更正代码或边界"},
    {"yaml.alias", "不接受锚点和别名", "anchors and aliases are refused",
     "直接写出内容，不用 & 和 *"},
    {"yaml.choice", "不在可选值之内", "not one of the words allowed", "改用所列词语之一"},
    {"yaml.date", "日期不对", "not a date", "按所示形式填写日期"},
    {"yaml.duplicate_key", "键重复", "key repeated", "每个键只写一次，删去重复的"},
    {"yaml.encoding", "文件不是 UTF-8", "file is not UTF-8", "把文件另存为 UTF-8 编码"},
    {"yaml.kind", "值的形式不对", "wrong kind of value", "按 liangtian init 所写的示例填写该键"},
    {"yaml.limit", "超出规模上限", "too deep or too large", "检查缩进和括号"},
    {"yaml.missing_key", "缺少键", "key missing", "补上该键"},
    {"yaml.number", "数字不对", "not a number", "只写半角数字，不带单位、引号和千分位"},
    {"yaml.range", "超出取值范围", "out of range", "填写范围之内的值"},
    {"yaml.syntax", "YAML 语法错误", "YAML syntax",
     "查看本行和上一行：用空格缩进，冒号后留空格，括号和引号成对"},
    {"yaml.tag", "不接受类型标签", "tags are refused", "删去“!”标签"},
    {"yaml.text", "文字不对", "unfit text", "按所示形式填写文字"},
    {"yaml.unknown_key", "没有这个键", "unknown key", "核对键名，或删去该行"},
};

static int compare(const void *code, const void *entry)
{
    return strcmp(code, ((const struct entry *)entry)->code);
}

static const struct entry *find(const char *code)
{
    return bsearch(code, entries, sizeof entries / sizeof *entries, sizeof *entries, compare);
}

const char *lt_diagnostic_title(const char *code, bool chinese)
{
    const struct entry *const entry = find(code);
    return entry == NULL ? code : chinese ? entry->zh : entry->en;
}

bool model_layer_add(struct lt_text *out, const char *layer)
{
    const size_t word = strcspn(layer, " ");
    const char *title = lt_starts_with(layer, "raster ")     ? "影像"
                        : lt_starts_with(layer, "polygons ") ? "多边形图层"
                        : lt_starts_with(layer, "config ")   ? "配置"
                        : lt_starts_with(layer, "legend ")   ? "图例"
                        : lt_starts_with(layer, "reviews ")  ? "核查结果"
                        : lt_starts_with(layer, "sample ")   ? "样点"
                        : lt_starts_with(layer, "strata ")   ? "分层"
                        : lt_starts_with(layer, "targets ")  ? "任务"
                        : lt_starts_with(layer, "yields ")   ? "单产"
                                                             : NULL;
    for (int role = 0; title == NULL && role < LT_LAYER_COUNT; role++) {
        const char *const name = lt_layer_name((enum lt_layer)role);
        if (strlen(name) == word && strncmp(layer, name, word) == 0) {
            title = lt_layer_title((enum lt_layer)role, 1);
        }
    }
    if (title != NULL) {
        lt_text_printf(out, "%s%s", title, layer + word);
    }
    return title != NULL;
}

/* Words for what is no column of a table and no key of the config. */
static bool say_field(struct lt_text *out, const char *field)
{
    static const char *const words[][2] = {
        {"bands", "波段"},      {"compression", "压缩"}, {"extent", "范围"},
        {"features", "要素"},   {"geometry", "图形"},    {"mask", "掩膜"},
        {"nodata", "无数据值"}, {"path", "路径"},        {"transform", "定位"},
        {"type", "数据类型"},   {"value", "栅格值"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(field, words[i][0]) == 0) {
            lt_text_add(out, words[i][1]);
            return true;
        }
    }
    return false;
}

/* An id stays as it is; a place in a file of ours is said. */
static bool say_feature(struct lt_text *out, const char *feature)
{
    return lt_starts_with(feature, "line ") && model_phrase_add(out, feature);
}

static bool say_action(struct lt_text *out, const struct lt_diagnostic *item)
{
    const struct entry *const entry = find(item->code);
    if (model_phrase_add(out, item->action)) {
        return true;
    }
    if (entry != NULL) {
        lt_text_add(out, entry->action_zh);
    }
    return entry != NULL;
}

const char *lt_diagnostic_say(const struct lt_diagnostic *item, enum lt_diagnostic_part part,
                              bool chinese, struct lt_text *buffer)
{
    const char *const texts[] = {item->layer,    item->field,  item->found,
                                 item->expected, item->action, item->feature};
    buffer->length = 0;
    bool said = false;
    if (chinese) {
        said = part == LT_PART_LAYER     ? model_layer_add(buffer, item->layer)
               : part == LT_PART_FIELD   ? say_field(buffer, item->field)
               : part == LT_PART_ACTION  ? say_action(buffer, item)
               : part == LT_PART_FEATURE ? say_feature(buffer, item->feature)
                                         : model_phrase_add(buffer, texts[part]);
    }
    return said && !buffer->failed && buffer->data != NULL ? buffer->data : texts[part];
}
