/* Failures in Chinese: the line that ends a command. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/status.h"
#include "model_match.h"
#include "model_phrases.h"
#include "support/text.h"

/* Of two that fit, the narrower stands first. */
static const struct model_pair messages[] = {
    /* the database */
    {"--postgis takes a DSN of libpq, *",
     "--postgis 应为 libpq 连接串：'host=… dbname=…'、'service=…' 或 "
     "postgresql://…；所给连接串无法解析（此处不复述）"},
    {"'*' is no name for a schema: 1 to 63 bytes, not beginning with pg_",
     "“{1}”不能作模式名：1 至 63 字节，不以 pg_ 开头"},
    {"the name of the schema is not UTF-8", "模式名不是 UTF-8 编码"},
    {"--postgis-schema goes with --postgis", "--postgis-schema 须与 --postgis 同用"},
    {"say which database: --postgis DSN", "请指明数据库：--postgis 连接串"},
    {"--interim publishes no half-year that --postgis could load",
     "--interim 不发布半年期，不能与 --postgis 同用"},
    {"--dry-run writes nothing that --postgis could load",
     "--dry-run 不写入任何内容，不能与 --postgis 同用"},
    {"the profile public gives out no layers: there is nothing that --postgis could load",
     "public 档不发布图层，--postgis 没有可装入的内容"},
    {"* was published without layers: *",
     "{1} 发布时没有图层：按 public 档发布、由台账导入，或由较早版本发布"},
    {"cannot connect to the database: *", "无法连接数据库：{1}"},
    {"the database '*' has no PostGIS: its owner says CREATE EXTENSION postgis",
     "数据库“{1}”没有 PostGIS：请由其属主执行 CREATE EXTENSION postgis"},
    {"the database knows no coordinate system *: enter it in spatial_ref_sys, with the definition "
     "that gpkg_spatial_ref_sys of '*' has",
     "数据库没有坐标系 {1}：请按“{2}”中 gpkg_spatial_ref_sys 的定义加入 spatial_ref_sys"},
    {"the connection to the database broke while *", "与数据库的连接中断（{1}时）"},
    {"the database refuses the right of *: *; the role needs a schema of its own, or the right to "
     "create one",
     "数据库拒绝（{1}，权限不足）：{2}；该角色须拥有模式，或有权建立模式"},
    {"somebody else held the tables too long while *: *", "等候他人释放数据表过久（{1}时）：{2}"},
    {"the database failed while *: * (SQLSTATE *)", "数据库出错（{1}时）：{2}（SQLSTATE {3}）"},
    {"the database took * of the * rows of layer '*'", "图层“{3}”的 {2} 行中，数据库只收下 {1} 行"},
    {"table '*' holds *, this half-year *: load cities of another coordinate system into a schema "
     "of their own, with --postgis-schema",
     "表“{1}”为 {2}，本期为 {3}：坐标系不同的城市请用 --postgis-schema 装入各自的模式"},
    {"table '*', column '*' is *, not *: load into another schema with --postgis-schema, or take "
     "the table away and load its half-years again",
     "表“{1}”的列“{2}”为 {3}，应为 {4}：请用 --postgis-schema "
     "装入另一模式，或移走该表后重新装入各期"},
    {"table '*' has no column '*', so liangtian has not made it: load into another schema with "
     "--postgis-schema, or rename what stands there",
     "表“{1}”没有列“{2}”，不是本程序所建：请用 --postgis-schema 装入另一模式，或将其改名"},
    {"'*' is *, not *: load into another schema with --postgis-schema, or rename what stands there",
     "“{1}”是{2}，不是{3}：请用 --postgis-schema 装入另一模式，或将其改名"},
    {"a table without partitions", "不分区的表"},
    {"a table with other partitions", "按其他方式分区的表"},
    {"a view", "视图"},
    {"a materialized view", "物化视图"},
    {"a foreign table", "外部表"},
    {"a sequence", "序列"},
    {"something else", "其他对象"},
    {"the table of half-years", "登记各半年期的表"},
    {"a table partitioned by half-year", "按半年期分区的表"},
    {"the view of the newest half-years", "各市最新一期的视图"},
    {"'*' is not the partition of '*' for *: attach it (*), or rename it",
     "“{1}”不是“{2}”的 {3} 分区：请重新挂接（{4}），或将其改名"},
    {"* was published by another city: its figures.json is of city '*', the configuration of *; "
     "mend city.code or folders.output",
     "{1} 是另一座城市发布的：其 figures.json 的代码为“{2}”，配置为 {3}；请更正 city.code 或 "
     "folders.output"},
    {"'*', layer *, row *, column *: not a day", "“{1}”图层 {2} 第 {3} 行 {4} 列：不是日期"},
    {"'*', layer *, row *, column *: not a geometry",
     "“{1}”图层 {2} 第 {3} 行 {4} 列：不是可用的图形"},
    {"'*', layer *, row *, column *: not a *", "“{1}”图层 {2} 第 {3} 行 {4} 列：不是 {5}"},
    {"taking rows", "写入数据行"},
    {"beginning", "开始事务"},
    {"committing", "提交事务"},
    {"setting limits of time", "设置时限"},
    {"looking for the city", "查找所属城市"},
    {"looking for PostGIS", "查找 PostGIS"},
    {"finding PostGIS", "查找 PostGIS"},
    {"waiting for another load", "等候另一次装入"},
    {"looking for tables", "查找数据表"},
    {"looking for the half-year", "查找该半年期"},
    {"looking for a coordinate system", "查找坐标系"},
    {"counting rows", "清点数据行"},
    {"replacing rows", "替换数据行"},
    {"entering the half-year", "登记该半年期"},
    {"marking half-years", "标记各半年期"},
    {"creating a schema", "建立模式"},
    {"creating tables", "建立数据表"},
    {"creating views", "建立视图"},
    {"adding columns", "增加列"},
    /* the command line */
    {"no command '*'; liangtian --help lists them", "没有“{1}”命令；liangtian --help 列出全部命令"},
    {"unknown option '*'; see --help", "没有选项“{1}”；见 --help"},
    {"option '*' needs a value: *", "选项“{1}”缺少值：{2}"},
    {"option '*' takes no value", "选项“{1}”不带值"},
    {"option '*' takes a whole number from * to *, not '*'",
     "选项“{1}”应为 {2} 至 {3} 的整数，而不是“{4}”"},
    {"option '*' takes one of *, not '*'", "选项“{1}”只能是 {2} 之一，而不是“{3}”"},
    {"more than * options", "选项多于 {1} 个"},
    {"too many words", "参数过多"},
    {"the path '*' is not UTF-8: rename its file or folder",
     "路径“{1}”不是 UTF-8 编码：请给该文件或文件夹改名"},
    {"a path of * bytes is longer than the * that libraries can open: *",
     "路径长 {1} 字节，超过各程序库能打开的 {2} 字节：{3}"},
    {"'*' needs more words: *", "“{1}”缺少参数：{2}"},
    {"'*' does not take '*'", "“{1}”不接受“{2}”"},
    {"--interim and --unit CODE go together", "--interim 须与 --unit 县区代码 同用"},
    {"--raster goes with --interim", "--raster 须与 --interim 同用"},
    {"--interim closes nothing: there is nothing to redo", "--interim 不结账，不能与 --redo 同用"},
    {"--interim and --redo are meant for one half-year: name it instead of --period due",
     "--interim 与 --redo 针对某一期：请指明半年期，不用 --period due"},
    {"say which half-year: --period 2026H1", "请指明半年期：--period 2026H1"},
    {"'*' is no half-year; write it as 2026H1 or 2026H2",
     "“{1}”不是半年期；请写成 2026H1 或 2026H2"},
    {"'*' is no day; write it as *", "“{1}”不是日期；请写成 {2}"},
    {"the last run failed (--fail-on broken)", "上次运行失败或中断（--fail-on broken）"},
    {"a half-year is stale (--fail-on stale)", "有半年期已过期（--fail-on stale）"},
    {"a half-year is due (--fail-on due)", "有半年期到期未发布（--fail-on due）"},
    {"cannot write the state", "无法写出运行状况"},
    {"'*' is no time; write it as *", "“{1}”不是时间；请写成 {2}"},
    {"describe config-schema, config-reference, rules, man or completion, not '*'",
     "describe 只有 config-schema、config-reference、rules、man 和 completion，没有“{1}”"},
    {"'*' is no unit: give its number or its county's code",
     "“{1}”不是作业单元：请写编号或县区代码"},
    {"there is no unit *: the plan has 1 to *", "没有单元 {1}：计划中的单元为 1 至 {2}"},
    {"* of * units are missing, or of another plan: *; do them with 'liangtian unit PLAN NUMBER'",
     "单元 {2} 个，其中 {1} 个缺失或不属于本计划：{3}；请用“liangtian unit 计划 编号”补做"},
    {"the list of inputs changed since the plan was made: make the plan again",
     "计划作出后输入清单有变：请重新运行 liangtian plan"},
    {"settings, rules, program version or ledger changed since the plan was made: make the plan "
     "again",
     "计划作出后设置、规则、程序版本或台账有变：请重新运行 liangtian plan"},
    {"'*' changed while it was read: let whatever writes it end, and do this again",
     "“{1}”在读取时被改动：请等写入它的程序结束，再重新运行"},
    {"* changed since the plan was made: make the plan again",
     "计划作出后 {1} 有变：请重新运行 liangtian plan"},
    {"what '*' has published is of another city, *", "“{1}”已发布的成果属于另一座城市 {2}"},
    {"two cities have the code *", "两个市的代码都是 {1}"},
    {"'*' has no figures: run the half-year again with this version",
     "“{1}”没有 figures.json：请用本版本重新运行该半年期"},
    {"'*' holds no figures of this program version", "“{1}”不是本版本程序的数字文件"},
    {"nothing is published in '*' yet: there is no case to review",
     "“{1}”中还没有发布过成果，没有可核查的图斑"},
    {"more than * photographs", "照片多于 {1} 张"},
    {"the notice has more than * pictures", "通报的插图多于 {1} 张"},
    {"'*' is no folder of photographs", "“{1}”不是存放照片的文件夹"},
    {"reviews go into the ledger of the last half-year, *, not of *; a list of * is taken there "
     "too",
     "核查结果记入最近半年期 {1} 的台账，而不是 {2}；{3} 下发的清单也记入该处"},
    {"* is stale: run it again before reviews go into it",
     "{1} 已过期：请先重新运行，再回填核查结果"},
    {"* was published by version * of the program, and this is *: take its reviews with that "
     "version, or run it again and then take the files of REVIEWS-LOST.csv again",
     "{1} 由程序版本 {2} 发布，现为 {3}：请用原版本回填，或重新运行该期，再按 REVIEWS-LOST.csv "
     "用原核查文件重新回填"},
    {"inputs of * are not those it was published with: *; restore them, or run it again and then "
     "take the files of REVIEWS-LOST.csv again",
     "{1} 的输入与发布时不同：{2}；请恢复原状，或重新运行该期，再按 REVIEWS-LOST.csv "
     "用原核查文件重新回填"},
    {"catalogues of the program are not those * was published with: *; restore them, or run it "
     "again and then take the files of REVIEWS-LOST.csv again",
     "程序的目录文件与 {1} 发布时不同：{2}；请恢复原状，或重新运行该期，再按 REVIEWS-LOST.csv "
     "用原核查文件重新回填"},
    {"settings of * in '*' are not those it was published with: restore them, or run it again and "
     "then take the files of REVIEWS-LOST.csv again",
     "{1} 在“{2}”中的设置与发布时不同：请恢复原状，或重新运行该期，再按 REVIEWS-LOST.csv "
     "用原核查文件重新回填"},
    {"* faults in the county's report '*', which is taken whole or not at all: mend them and hand "
     "it "
     "in again",
     "县区落实情况报告“{2}”有 {1} 处有误；报告整份入账或整份不收，请改正后重新报送"},
    {"* rows of '*' cannot be taken, so none was; --skip-rejected takes the others",
     "“{2}”有 {1} 行不能入账，因此全部未收；--skip-rejected 可收其余各行"},
    {"the path '*' is too long", "路径“{1}”太长"},
    {"'*' is no workbook: it cannot be unpacked", "“{1}”不是工作簿：无法解包"},
    {"the workbook is damaged: '*' cannot be unpacked", "工作簿已损坏：“{1}”无法解包"},
    {"the workbook unpacks to more than * MB; give the list of cases alone",
     "工作簿解包后超过 {1} MB；请只交图斑清单"},
    {"the workbook is damaged: it has no '*'", "工作簿已损坏：缺少“{1}”"},
    {"the workbook holds more text than * MB", "工作簿中的文字超过 {1} MB"},
    {"the workbook holds more than * sheets; give the list of cases alone",
     "工作簿多于 {1} 张工作表；请只交图斑清单"},
    {"the workbook holds more than * relations; give the list of cases alone",
     "工作簿内部的链接多于 {1} 个；请只交图斑清单"},
    {"the workbook holds more than * files; give the list of cases alone",
     "工作簿内的文件多于 {1} 个；请只交图斑清单"},
    {"the workbook is refused: '*' holds a mark of more than * KB",
     "拒绝该工作簿：“{1}”中有一个 XML 标记超过 {2} KB"},
    {"the workbook is refused: '*' holds tags within tags, more than * deep",
     "拒绝该工作簿：“{1}”中的 XML 标记嵌套超过 {2} 层"},
    {"the workbook is damaged: it states that it has no files", "工作簿已损坏：其目录称没有文件"},
    {"the workbook is damaged: '*' has a cell '*'", "工作簿已损坏：“{1}”中有单元格“{2}”"},
    {"*: the cells hold more text than * MB", "{1}：单元格中的文字超过 {2} MB"},
    {"the cells hold more text than * MB", "单元格中的文字超过 {1} MB"},
    {"'*', line *: more than * columns", "“{1}”第 {2} 行多于 {3} 栏"},
    {"'*', line *: more than * million cells; give the list alone",
     "“{1}”到第 {2} 行已超过 {3} 百万个单元格；请只交清单"},
    {"*: more than * million cells; give the list alone", "{1}：超过 {2} 百万个单元格；请只交清单"},
    {"the workbook is refused: '*' declares a document type", "拒绝该工作簿：“{1}”声明了文档类型"},
    {"the workbook is damaged: '*' is no XML at line *", "工作簿已损坏：“{1}”第 {2} 行不是 XML"},
    {"the sheet holds more rows than any list of cases", "工作表的行数超过任何图斑清单"},
    {"say what to tabulate: *", "请指明影像和多边形：{1}"},
    {"at most * rasters", "影像最多 {1} 幅"},
    {"the name of raster '*' holds what no text does", "影像“{1}”的名称不是正常文本"},
    {"two rasters are named '*'", "有两幅影像都叫“{1}”"},
    {"option '*' takes a list of *, not '*'", "选项“{1}”应为 {2} 的列表，而不是“{3}”"},
    {"option '*' takes a share from 0 to 1, not '*'", "选项“{1}”应为 0 至 1 的比例，而不是“{2}”"},
    {"'*' ends in none of .csv, .gpkg, .fgb", "“{1}”的扩展名不是 .csv、.gpkg 或 .fgb"},
    {"'*' takes --form wide only: a polygon is one row", "“{1}”只能用 --form wide：一个多边形一行"},
    {"--joint wants two rasters or more, and CSV with --form long",
     "--joint 需要两幅以上影像，且只能输出 --form long 的 CSV"},
    {"--joint wants rasters on one grid: these differ in corner or cell size",
     "--joint 要求影像格网一致：这些影像的起点或像元大小不同"},
    {"'*' is an input: write somewhere else", "“{1}”是输入文件：请写到别处"},
    {"'*' cannot hold both the table and what was left out", "“{1}”不能既存放结果又存放跳过清单"},
    {"no zone could be counted", "没有一个多边形可以统计"},
    {"cannot read the temporary file again", "无法再次读取临时文件"},
    {"cannot create a temporary file in '*'", "无法在“{1}”中建立临时文件"},
    {"'*': * columns, more than the limit of *", "“{1}”：{2} 列，超过限制 {3}"},
    {"rows are missing", "缺行"},
    {"'*' is no group; write it as NAME=CLASS,CLASS", "“{1}”不是类别组；请写成 名称=类别,类别"},
    {"'*' is no floor; write it as NAME=1900wanmu", "“{1}”不是底线；请写成 名称=1900万亩"},
    {"'*' is no output; write it as 160yijin", "“{1}”不是产量；请写成 160亿斤"},
    {"a point lies in none of the domains in which its class has a yield; give the class one "
     "without "
     "a domain",
     "有样点所在县区没有该类别的单产；请给该类别一个不分县区的单产"},
    {"--output-floor needs --yields FILE", "--output-floor 须与 --yields 同用"},
    {"say what the strata are: --strata FILE", "请指明分层表：--strata 文件"},
    {"accuracy draw CONFIG or accuracy assess SAMPLE, not '*'",
     "accuracy 之后应为 draw 配置 或 assess 样点表，而不是“{1}”"},
    {"stratum *: * parcels seen of *", "分层“{1}”：核查 {2} 个图斑，而总数为 {3}"},
    {"'*' are no size bins; write them as 2,5,15, ascending",
     "“{1}”不是面积分档；请由小到大写成 2,5,15"},
    {"'*' is no rate; write it as 0.05", "“{1}”不是比率；请写成 0.05"},
    {"the false-accusation rate is not proven to be at most *", "不能证明误判率不超过 {1}"},
    {"* keeps no list of accused parcels, as another version of the program closed it; run it "
     "again (--redo)",
     "{1} 没有留存在册图斑的名单，是程序的其他版本结的账：请重新运行该半年期（--redo）"},
    {"* keeps no farmland parcels", "{1} 没有留存的耕地图斑"},
    {"--map and --raster name two maps; give one", "--map 与 --raster 只能给一个"},
    {"'*' is no area; write it as 10wanmu", "“{1}”不是面积；请写成 10万亩"},
    {"say how sure it is to be: --target-se 10wanmu, or --points N",
     "请说明要求的精度：--target-se 10万亩，或 --points 样点数"},
    {"'*' is no share; --least takes 0 … 50 percent", "“{1}”不是占比；--least 应为 0 至 50（%）"},
    {"say where the lists are to go: -o DIR", "请指明清单写入的文件夹：-o 文件夹"},
    {"no way from '*' to longitude and latitude", "坐标系“{1}”无法换算为经纬度"},
    {"cannot write the list '*'", "无法写清单“{1}”"},
    {"'*' was cut short: * of * rows", "“{1}”不完整：{3} 行中只有 {2} 行"},
    {"the half-year * is not in '*': add an entry with its raster under 'periods'",
     "“{2}”中没有半年期 {1}：请在 periods 下添加一项并给出影像"},
    {"the half-year * is not in '*'", "配置“{2}”中没有半年期 {1}"},
    {"the map of * shows another season", "{1} 的影像是另一季的"},
    {"a crop year is drawn from its second half-year, with both rasters",
     "按全年抽样须用下半年期，且上、下半年的影像都要有"},
    {"the rasters of the two half-years have other cells", "两个半年期影像的像元不一致"},
    {"'*' is a file; the lists need a folder", "“{1}”是文件；清单须写入文件夹"},
    {"'*' holds something already, labels perhaps: name another folder",
     "“{1}”里已有内容，可能有判读结果：请换一个文件夹"},
    {"'*' lacks one of the columns stratum, share*", "“{1}”缺少列：分层、含粮比例{2}"},
    {"'*', line *: '*' is no share from 0 to 1", "“{1}”第 {2} 行：“{3}”不是 0 至 1 的比例"},
    {"there is no farmland that the raster covers", "影像范围内没有耕地"},
    {"there is no group or class '*' to hold against a floor", "没有类别组或类别“{1}”可与底线对照"},
    {"nothing is called '*' in *: looked through *, the counties and the ledger; similar: *",
     "{2} 中没有“{1}”：已查 {3}、县区和台账；相近的有 {4}"},
    {"nothing is called '*' in *: looked through *, the counties and the ledger",
     "{2} 中没有“{1}”：已查 {3}、县区和台账"},
    {"nothing is published in '*' yet", "“{1}”里还没有发布过任何半年期"},
    {"* is not published in '*'", "“{2}”里没有发布过 {1}"},
    {"'*' keeps no tables of that half-year: it was published by an earlier version; run it anew",
     "“{1}”没有留存那个半年期的统计：它由较早版本发布；请重跑该期"},
    {"cannot write the list of units", "无法写出单元清单"},
    {"cannot write the costs of the unit", "无法写出单元用时"},
    {"'*' does not list all cases", "“{1}”未列全图斑"},
    {"cannot write the explanation", "无法写出说明"},
    /* the input */
    {"'*', line *: the text is neither UTF-8 nor GBK", "“{1}”第 {2} 行：文字既非 UTF-8 也非 GBK"},
    {"'*', line *: a quote does not end", "“{1}”第 {2} 行：引号没有结束"},
    {"* strata need * points at least, and only * are to be given out",
     "{1} 层至少需要 {2} 个样点，而总数只有 {3} 个"},
    {"the standard error aimed at needs more than * points",
     "要达到所定的标准误，样点须多于 {1} 个"},
    {"say how many points to give out, or which standard error to reach",
     "请指明样点总数或要达到的标准误"},
    {"stratum * has * points; a standard error needs two or more",
     "第 {1} 层只有 {2} 个样点；计算标准误至少需要两个"},
    {"the condition '*' is not understood: *", "条件“{1}”无法理解：{2}"},
    {"the condition '*' is no text of the layer", "条件“{1}”不能用图层的文字编码表示"},
    {"the input is rejected; *", "输入未通过检查；{1}"},
    {"see the diagnostics", "原因见诊断"},
    {"the diagnostics above say why", "原因见上面的诊断"},
    {"* is not the last half-year: * is published already, and would be stale if * were run now; "
     "--redo runs it nevertheless",
     "{1} 不是最后一个半年期：{2} 已发布，重新运行 {1} 会使其过期；确需运行请加 --redo"},
    {"there is no county * in the layers of this half-year", "本期图层中没有县区 {1}"},
    {"* would build upon *, which is stale: run * again first, or say --allow-stale",
     "{1} 将建立在已过期的 {2} 之上：请先重新运行 {2}，或加 --allow-stale"},
    {"faults in config *: *", "配置 {1} 有 {2} 处错误"},
    {"faults in legend *: *", "图例 {1} 有 {2} 处错误"},
    {"faults in *: *", "{1} 有 {2} 处错误"},
    {"*: * values are not in the legend, the first is *",
     "{1}：有 {2} 个值不在图例中，第一个是 {3}"},
    {"*: a field that the program needs is missing", "{1}：缺少必需的字段"},
    {"*: features that reject the layer", "{1}：有使整个图层被拒绝的要素"},
    {"'*' is in *, '*' in *: reproject one of them",
     "“{1}”的坐标系是 {2}，“{3}”的是 {4}：请将其中一个重投影"},
    {"'*' is not what was published", "“{1}”与发布时不一致"},
    {"more than * different values: this is no raster of classes",
     "不同的值多于 {1} 个：这不是分类影像"},
    {"'*': * * cannot be read: *", "“{1}”：{2} {3} 无法读取：{4}"},
    {"tile", "瓦片"},
    {"strip", "条带"},
    {"it is cut short", "文件不完整"},
    {"'*': the cells from column *, row * cannot be read: *",
     "“{1}”：从第 {2} 列、第 {3} 行起的像元无法读取：{4}"},
    {"PROJ cannot compute with '*'", "PROJ 无法用“{1}”计算"},
    {"a coordinate reference system cannot be written as WKT", "坐标系无法写成 WKT"},
    {"cell areas of '*' vary too fast to be interpolated", "“{1}”的像元面积变化过快，无法插值"},
    {"the raster reaches beyond where '*' is defined", "影像超出“{1}”的适用范围"},
    {"unknown coordinate reference system '*'", "无法识别的坐标系“{1}”"},
    {"there is no layer schema '*' in *", "{2} 中没有图层规格“{1}”"},
    {"no rules in '*'", "“{1}”中没有规则"},
    {"the ledger's last period * is not before *", "台账最后一期 {1} 不早于 {2}"},
    {"the prior ledger closes '*', which it does not list", "上期台账销号了“{1}”，但未列出该图斑"},
    {"the prior ledger does not add up in *: * open and * closed by reviews, but the last balance "
     "ends with *",
     "上期台账在 {1} 不平：在册 {2} 个、复核销号 {3} 个，而上次期末为 {4} 个"},
    {"the prior ledger is in '*', this run in '*'", "上期台账的坐标系是“{1}”，本期是“{2}”"},
    {"the prior ledger's cases are not in order at '*'", "上期台账的图斑在“{1}”处次序有误"},
    {"a floor is not met (--fail-on floor)", "有底线未达到（--fail-on floor）"},
    {"cases are open (--fail-on violation)", "有在册图斑（--fail-on violation）"},
    /* files: damage */
    {"'*' is damaged: its digest does not match", "“{1}”已损坏：摘要不符"},
    {"'*' is damaged: its contents do not add up", "“{1}”已损坏：内容不一致"},
    {"'*' is damaged: it is too short, or cannot be read", "“{1}”已损坏：不完整，或无法读取"},
    {"'*' is damaged: it is not a manifest of format *", "“{1}”已损坏：不是格式 {2} 的清单"},
    {"'*' is damaged: column * holds a value that does not belong",
     "“{1}”已损坏：字段 {2} 的值不应有"},
    {"'*' is damaged: table * loses rows", "“{1}”已损坏：表 {2} 缺行"},
    {"'*' is damaged: it is no record of a run", "“{1}”已损坏：不是运行记录"},
    {"'*' is damaged: *", "“{1}”已损坏：{2}"},
    {"the plan's list of units is damaged", "计划中的单元清单已损坏"},
    {"the plan's list of inputs is damaged", "计划中的输入清单已损坏"},
    {"the plan's quality table is damaged", "计划中的质量表已损坏"},
    {"a GeoPackage geometry is damaged or no polygon", "GeoPackage 图形已损坏或不是面"},
    {"not a GeoPackage geometry", "不是 GeoPackage 图形"},
    {"a geometry of the ledger *", "台账中的图形有误：{1}"},
    {"the font '*' is not installed; install the package * and run again",
     "没有安装字体“{1}”；请安装软件包 {2} 后重新运行"},
    {"cairo: *", "绘图库 cairo：{1}"},
    {"a text of a page was not drawn as it should be; the drawing library says '*': memory is "
     "short, or a font is damaged",
     "版面上有文字没有照原样画出，绘图库提示“{1}”：内存不足，或字体文件损坏"},
    {"libpng: *", "图像库 libpng：{1}"},
    {"'*' was cut short: *", "“{1}”不完整：{2}"},
    {"'*' was not written as it should: a write has failed", "“{1}”写入有误：有一次写操作失败"},
    {"'*' was cut short in *", "“{1}”在 {2} 处不完整"},
    {"'*', layer * was cut short: *", "“{1}”的图层 {2} 不完整：{3}"},
    {"'*' does not have the bytes that its manifest says", "“{1}”的字节数与清单不符"},
    {"'*' does not hold what was written to it", "“{1}”的内容与写入的不同"},
    {"'*' has changed while it was being written", "“{1}”在写出期间被改动"},
    {"'*' has changed since it was published", "“{1}”在发布后被改动"},
    {"'*' has * bytes where its header says *", "“{1}”有 {2} 字节，文件头写的是 {3}"},
    {"spool '*' has * bytes where its header says *", "缓存“{1}”有 {2} 字节，文件头写的是 {3}"},
    {"'*' has * bytes, more than the limit of *", "“{1}”有 {2} 字节，超过限制 {3}"},
    {"'*' is too short to be whole", "“{1}”不完整"},
    {"spool '*' is too short to be one", "缓存“{1}”不完整"},
    {"spool '*' is damaged: *", "缓存“{1}”已损坏：{2}"},
    {"its digest does not match", "摘要不符"},
    {"a record points outside its bounds", "有记录指向文件之外"},
    {"'*' comes from a machine of another byte order", "“{1}”来自字节序不同的机器"},
    {"spool '*' comes from a machine of another byte order", "缓存“{1}”来自字节序不同的机器"},
    {"'*' was made from other inputs (*)", "“{1}”由别的输入生成（{2}）"},
    {"'*' was written by another version of the program", "“{1}”由程序的另一版本写出"},
    {"spool '*' was written by version * of the program, not *",
     "缓存“{1}”由程序版本 {2} 写出，不是 {3}"},
    {"'*' is not a plan of this program version", "“{1}”不是本版本程序的计划"},
    {"'*' has tables of version *; * to * are read", "“{1}”的表版本是 {2}，能读的是 {3} 至 {4}"},
    {"'*' names the item '*' twice", "“{1}”中项目“{2}”出现两次"},
    {"'*' has no item '*'", "“{1}”中没有项目“{2}”"},
    {"'*' is not a ledger of this program", "“{1}”不是本程序的台账"},
    {"'*' is not a file of kind *", "“{1}”不是 {2} 类文件"},
    {"'*' is not a spool", "“{1}”不是缓存文件"},
    {"the manifest in '*' names another generation", "“{1}”中的清单写的是另一代成果"},
    /* files: places */
    {"'*' already holds a configuration; it is not overwritten",
     "“{1}”中已有配置，未予覆盖；请换一个文件夹"},
    {"nothing was written", "没有写出任何文件"},
    {"'*' is in the way: it is not a symlink", "“{1}”被占用：它不是符号链接"},
    {"'*' is in the way: it points to '*', not to '*'", "“{1}”被占用：它指向“{2}”，而不是“{3}”"},
    {"'*' points to '*', which is missing", "“{1}”指向的“{2}”不存在"},
    {"'*' points to '*', which is not a generation", "“{1}”指向的“{2}”不是一代成果"},
    {"'*' is not a folder", "“{1}”不是目录"},
    {"'*' is not a plain file", "“{1}”不是普通文件"},
    {"cannot find the catalogues of rules and layers; say --schemas DIR",
     "找不到规则与图层目录；请用 --schemas 指明"},
    {"cannot read '*': no such folder", "无法读取“{1}”：没有这个目录"},
    {"cannot read '*': not a file", "无法读取“{1}”：不是文件"},
    {"cannot read '*': not a plain file", "无法读取“{1}”：不是普通文件"},
    {"*: cannot read '*': *", "{1}：无法读取“{2}”：{3}"},
    {"*: cannot read the .*", "{1}：无法读取 .{2}"},
    {"*: cannot leave out columns", "{1}：无法略去字段"},
    {"cannot read the symlink '*': *", "无法读取符号链接“{1}”：{2}"},
    {"cannot read folder '*': *", "无法读取目录“{1}”：{2}"},
    {"cannot read '*': *", "无法读取“{1}”：{2}"},
    {"cannot read '*'", "无法读取“{1}”"},
    {"cannot write case * to '*': *", "图斑 {1} 无法写入“{2}”：{3}"},
    {"cannot write the summary", "无法写出摘要"},
    {"the result is published, but its summary cannot be written: *",
     "结果已发布，但摘要无法写出：{1}"},
    {"cannot write the table", "无法写出结果表"},
    {"cannot write '*': *", "无法写入“{1}”：{2}"},
    {"cannot write '*'", "无法写入“{1}”"},
    {"cannot write", "无法写出"},
    {"'*' belongs to another user, who could not go on from what root writes there: begin the "
     "command with *",
     "“{1}”属于另一用户，root 在其中写入后该用户无法接着运行：请在命令前加 {2}"},
    {"cannot open '*' again", "无法再次打开“{1}”"},
    {"cannot open folder '*': *", "无法打开目录“{1}”：{2}"},
    {"spool '*' is of another plan", "缓存“{1}”属于另一份计划"},
    {"'*' is missing, damaged or of another plan", "“{1}”缺失、损坏或属于另一份计划"},
    {"cannot open spool '*': *", "无法打开缓存“{1}”：{2}"},
    {"cannot open '*': *", "无法打开“{1}”：{2}"},
    {"cannot create folder '*': *", "无法建立目录“{1}”：{2}"},
    {"cannot create a temporary folder in '*'", "无法在“{1}”中建立临时目录"},
    {"cannot create a layer in '*'", "无法在“{1}”中建立图层"},
    {"case * alone makes a shapefile larger than programs read",
     "仅图斑 {1} 一宗就超过 Shapefile 可读的大小（2 GB）"},
    {"'*' has not the * bytes that were planned", "“{1}”的大小与预计的 {2} 字节不符"},
    {"it is a folder", "它是文件夹"},
    {"it is not a file", "它不是文件"},
    {"cannot create '*': *", "无法建立“{1}”：{2}"},
    {"cannot create '*'", "无法建立“{1}”"},
    {"cannot add column '*' to '*'", "无法在“{2}”中添加字段“{1}”"},
    {"cannot close '*': *", "无法关闭“{1}”：{2}"},
    {"cannot copy '*' to '*': *", "无法将“{1}”复制到“{2}”：{3}"},
    {"cannot set permissions of '*': *", "无法设置“{1}”的权限：{2}"},
    {"cannot fsync '*': *", "无法将“{1}”落盘：{2}"},
    {"cannot lock '*': *", "无法锁定“{1}”：{2}"},
    {"cannot look at '*': *", "无法查看“{1}”：{2}"},
    {"cannot make '*' read-only: *", "无法将“{1}”设为只读：{2}"},
    {"cannot make the symlink '*': *", "无法建立符号链接“{1}”：{2}"},
    {"cannot map spool '*': *", "无法映射缓存“{1}”：{2}"},
    {"cannot map '*': *", "无法映射“{1}”：{2}"},
    {"cannot put '*' in place: *", "无法将“{1}”放到位：{2}"},
    {"cannot put '*' in place", "无法将“{1}”放到位"},
    {"cannot remove '*': *", "无法删除“{1}”：{2}"},
    {"cannot remove '*'", "无法删除“{1}”"},
    {"cannot rename '*' to '*': *", "无法将“{1}”改名为“{2}”：{3}"},
    {"cannot set the permissions of '*': *", "无法设置“{1}”的权限：{2}"},
    {"cannot prepare the violation layer: *", "无法准备疑似图斑图层：{1}"},
    {"cannot start a process: *", "无法启动进程：{1}"},
    {"cannot wait for a process: *", "无法等待进程：{1}"},
    {"the file system of '*' has no symlinks (*): results cannot be published safely there; *",
     "“{1}”所在文件系统不支持符号链接（{2}）：成果无法在此安全发布；{3}"},
    {"this GDAL has no driver '*'", "本机 GDAL 没有驱动“{1}”"},
    {"this GDAL has no Shapefile driver", "本机 GDAL 没有 Shapefile 驱动"},
    /* the ledger as text */
    {"* cannot be done here: the ledger was imported as * left it, and what it was built upon is "
     "not here; go on with the half-year after it",
     "此处不能处理 {1}：台账是按 {2} 结账后的文本导入的，此前的依据不在此处；请从其后一期继续"},
    {"nothing is published in '*' yet: there is no ledger", "“{1}”中还没有发布过成果，没有台账"},
    {"'*' holds a ledger already; --replace puts this one in its place",
     "“{1}”已有台账；确要代替请加 --replace"},
    {"'*', line *: its digest is not that of its text", "“{1}”第 {2} 行：摘要与内容不符"},
    {"'*', line *: it is no object of this form", "“{1}”第 {2} 行：不是约定格式的 JSON 对象"},
    {"'*', line *: row * of table * is expected", "“{1}”第 {2} 行：此处应为表 {4} 的第 {3} 行"},
    {"'*', line *: column * holds another kind of value", "“{1}”第 {2} 行：{3} 列的值类型不对"},
    {"'*', line *: the text ends here, but not with its end",
     "“{1}”第 {2} 行：文本到此中断，没有结束行"},
    {"'*', line *: text behind the end", "“{1}”第 {2} 行：结束行之后还有内容"},
    {"'*', line *: *", "“{1}”第 {2} 行：{3}"},
    {"'*' is no ledger as text, or one of another version", "“{1}”不是台账文本，或版本不同"},
    {"the ledger of '*' does not hold together: *", "“{1}”中的台账自相矛盾：{2}"},
    {"the ledger of '*' is of another city, *: '*' is of *",
     "“{1}”中的台账属于另一座城市 {2}，而配置“{3}”的城市代码是 {4}"},
    {"ledger export or import, not '*'", "ledger 之后应为 export 或 import，而不是“{1}”"},
    {"ledger import needs a FILE", "ledger import 须指明文件"},
    {"'*/*' *", "“{1}/{2}” {3}"},
    /* limits */
    {"*: more features than the limit of *", "{1}：要素个数超过限制 {2}"},
    {"*: * features, more than the limit of *", "{1}：{2} 个要素，超过限制 {3}"},
    {"*: * pixels, more than the limit of *", "{1}：{2} 个像元，超过限制 {3}"},
    {"more than * pairs of features share ground; leave out what the layer has more than once",
     "互相重叠的要素超过 {1} 对；请删去图层中重复的要素"},
    {"more than * vertices in neighbouring features, whose edges are very long",
     "相邻要素的边过长，加密后的顶点数超过 {1}"},
    {"edges so long that they take more vertices than the limit of *",
     "边过长，加密后的顶点数超过限制 {1}"},
    {"* vertices, more than the limit of *", "{1} 个顶点，超过限制 {2}"},
    {"a feature of layer * is larger than 4 GiB", "图层 {1} 有大于 4 GiB 的要素"},
    {"a patch of * vertices is too large", "图斑有 {1} 个顶点，过大"},
    {"a shape of * vertices is too large", "图形有 {1} 个顶点，过大"},
    {"a window of * × * cells is above the limit of *", "窗口 {1} × {2} 个像元，超过限制 {3}"},
    {"a window of * × * cells is too large", "窗口 {1} × {2} 个像元，过大"},
    {"the window of * × * cells is too large", "窗口 {1} × {2} 个像元，过大"},
    {"a text of * bytes, more than the limit of *", "一段文本有 {1} 字节，超过限制 {2}"},
    {"more than 4 thousand million vertices", "顶点超过 40 亿个"},
    {"out of memory for *", "内存不足（{1}）"},
    {"out of memory", "内存不足"},
    {"asked to stop by signal * (*)", "收到信号 {1}（{2}）；已完成的部分保留，下次运行时沿用"},
    {"a child process was ended by signal * (*)", "子进程被信号 {1}（{2}）终止"},
    {"a child process ended with status *", "子进程退出状态为 {1}"},
    /* the command after a failure */
    {"the failure command is not run: all may write '*', so anybody could have put it there",
     "未执行失败处理命令：任何人都能改写“{1}”，命令可能出自他人之手"},
    {"the failure command '*' took longer than * s and was ended",
     "失败处理命令“{1}”超过 {2} 秒，已终止"},
    {"the failure command '*' was ended by signal *", "失败处理命令“{1}”被信号 {2} 终止"},
    {"the failure command '*' ended with *", "失败处理命令“{1}”的退出码为 {2}"},
    /* the lock */
    {"process * holds the lock '*'", "进程 {1} 持有锁“{2}”"},
    {"another process holds the lock '*'", "另一进程持有锁“{1}”"},
    /* what the system says */
    {"No such file or directory", "没有这个文件或目录"},
    {"Permission denied", "没有权限"},
    {"No space left on device", "磁盘空间不足"},
    {"Disk quota exceeded", "超出磁盘配额"},
    {"Read-only file system", "文件系统只读"},
    {"Input/output error", "输入输出错误"},
    {"Is a directory", "是一个目录"},
    {"Not a directory", "不是目录"},
    {"File exists", "已存在"},
    {"File too large", "文件过大"},
    {"File name too long", "文件名过长"},
    {"Too many open files", "打开的文件过多"},
    {"Cannot allocate memory", "内存不足"},
    {"Operation not permitted", "不允许此操作"},
    {"Broken pipe", "接收方已关闭"},
    {"Bad file descriptor", "文件未打开"},
    {"Text file busy", "文件正被使用"},
    {"Stale file handle", "网络文件已失效"},
    {"Resource temporarily unavailable", "资源暂不可用"},
    {"Invalid argument", "参数无效"},
    {"Interrupted system call", "系统调用被中断"},
    {"the zip is not whole", "zip 文件不完整"},
    {"Zip generic error ZIP_ERRNO while creating the xlsx file.", "工作簿打包时写入出错"},
    {"Zip error ZIP_ERRNO while creating the xlsx file *", "工作簿打包时写入出错"},
    {"Error creating output xlsx file. *", "无法建立工作簿文件"},
    {"Error encountered when creating a tmpfile *", "无法建立工作簿的临时文件"},
    {"Error reading a tmpfile.", "无法读取工作簿的临时文件"},
    {"File error or unknown zip error when adding sub file to xlsx file.", "工作簿打包时出错"},
    {"Unknown zip error when closing xlsx file.", "工作簿打包收尾时出错"},
    {"cannot make a symlink below '*': *", "无法在“{1}”下建立符号链接：{2}"},
    {"cannot write: *", "写入出错：{1}"},
    {"cannot create a file: *", "无法建立文件：{1}"},
    {"disk I/O error", "磁盘读写出错"},
    {"unable to open database file", "无法打开数据库文件"},
    {"'*': unable to open database: *", "“{1}”：无法打开数据库文件"},
    {"database disk image is malformed", "数据库文件已损坏，或读取出错"},
    {"database or disk is full", "磁盘空间不足"},
    {"out of memory", "内存不足"},
    {"attempt to write a readonly database", "数据库文件不可写"},
    {"'*': *", "“{1}”：{2}"},
    {"Directory not empty", "目录不为空"},
    {"* of * rows in *", "{3} 应有 {2} 行，只有 {1} 行"},
    {"* of * cases, * polygons, * of * m²",
     "应有 {2} 个图斑、{5} 平方米，只有 {1} 个、图形 {3} 个、{4} 平方米"},
    {"its header is cut", "文件头不完整"},
    {"it became shorter", "文件变短了"},
    {"its target is too long", "目标路径过长"},
};

static bool add_known(struct lt_text *out, const char *english)
{
    return model_match_add(out, messages, sizeof messages / sizeof *messages, english) ||
           model_phrase_add(out, english);
}

/* Where something failed: what stands before the colon. */
static void add_context(struct lt_text *out, const char *english, size_t length)
{
    static const struct model_pair contexts[] = {
        {"unit * *", "县区 {1}（{2}）"},
        {"* feature #*, after * vertices", "{1}，第 {2} 个要素（之前已有 {3} 个顶点）"},
        {"* is published, but not in the database (repeat with liangtian load)",
         "{1} 已发布，但未装入数据库（可用 liangtian load 单独重做）"},
    };
    char context[LT_ERROR_TEXT] = "";
    memcpy(context, english, length < sizeof context ? length : sizeof context - 1);
    if (!model_match_add(out, contexts, sizeof contexts / sizeof *contexts, context) &&
        !model_layer_add(out, context)) {
        lt_text_add(out, context);
    }
}

/* The whole text, or what follows "context: ". */
static bool add_chinese(struct lt_text *out, const char *english)
{
    if (add_known(out, english)) {
        return true;
    }
    for (const char *colon = strstr(english, ": "); colon != NULL;
         colon = strstr(colon + 2, ": ")) {
        const size_t length = out->length;
        add_context(out, english, (size_t)(colon - english));
        lt_text_add(out, "：");
        if (add_known(out, colon + 2)) {
            return true;
        }
        out->length = length;
    }
    return false;
}

static const char *kind_of(enum lt_status status)
{
    switch (status) {
    case LT_E_USAGE:
        return "用法错误";
    case LT_E_INPUT:
        return "输入被拒绝";
    case LT_E_IO:
        return "读写失败";
    case LT_E_LIMIT:
        return "达到限制";
    case LT_E_LOCKED:
        return "已有运行";
    case LT_E_STOPPED:
        return "已停止";
    case LT_E_BUG:
        return "程序自检失败";
    case LT_OK:
    case LT_FAIL_ON:
        break;
    }
    return NULL;
}

bool lt_error_say(const struct lt_error *err, bool chinese, struct lt_text *out)
{
    if (!chinese) {
        lt_text_add(out, err->text);
        return true;
    }
    const char *const kind = kind_of(err->status);
    if (kind != NULL) {
        lt_text_printf(out, "%s：", kind);
    }
    const bool known = add_chinese(out, err->text);
    if (!known) {
        lt_text_add(out, err->text);
    }
    return known;
}
