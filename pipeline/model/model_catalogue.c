/* Titles of diagnostics in both languages; ascending by code. Whoever adds a diagnostic adds its
 * line here. */
#include <stddef.h>
#include <string.h>

#include "liangtian/diagnostics.h"

static const struct title {
    const char *code, *zh, *en;
} titles[] = {
    {"area.filed", "登记面积与图形椭球面积不符", "filed area differs from the boundary's"},
    {"crs.conflict", "坐标系与配置矛盾", "coordinate system contradicts the config"},
    {"crs.missing", "缺少坐标系", "no coordinate system"},
    {"crs.no_transformation", "没有可靠的坐标转换", "no reliable transformation"},
    {"crs.unknown", "坐标系无法识别", "unknown coordinate system"},
    {"field.code", "代码不在标准表内", "code outside the standard's list"},
    {"field.date", "日期无法识别", "unreadable date"},
    {"field.kcxs", "扣除系数超出范围", "ridge share out of range"},
    {"field.missing", "缺少字段", "field missing"},
    {"field.number", "数值无法识别", "unreadable number"},
    {"field.personal", "含个人信息字段，未读取", "personal data, not read"},
    {"file.digest", "文件摘要不符", "digest differs"},
    {"file.empty", "文件为空", "empty file"},
    {"file.missing", "文件不存在", "no such file"},
    {"file.refused", "路径不被接受", "path refused"},
    {"file.unreadable", "文件无法读取", "unreadable file"},
    {"geometry.invalid", "图形无效且不可修复", "invalid beyond repair"},
    {"geometry.missing", "图形缺失", "no geometry"},
    {"geometry.not_finite", "坐标无效", "coordinates not finite"},
    {"geometry.not_polygon", "图形不是面", "not a polygon"},
    {"geometry.off_raster", "图斑在影像范围之外", "off the raster"},
    {"geometry.partly_off_raster", "图斑部分在影像范围之外", "partly off the raster"},
    {"geometry.repaired", "图形已修复", "geometry repaired"},
    {"geometry.sliver", "狭长碎面", "sliver"},
    {"gpkg.foreign", "GeoPackage 含外来对象", "foreign objects in a GeoPackage"},
    {"id.duplicate", "标识码重复", "duplicate id"},
    {"id.missing", "标识码缺失", "id missing"},
    {"layer.format", "矢量格式不支持", "unsupported vector format"},
    {"layer.geometry_type", "图层不是面图层", "layer does not hold polygons"},
    {"layer.no_features", "图层没有要素", "layer without features"},
    {"layer.off_raster", "图层与影像不重叠", "layer does not overlap the raster"},
    {"layer.partly_off_raster", "图层部分超出影像范围", "layer partly beyond the raster"},
    {"layer.sublayer", "子图层不明确", "sublayer not clear"},
    {"legend.unknown_value", "栅格值不在图例中", "raster value outside the legend"},
    {"raster.all_unseen", "栅格全部无观测", "raster wholly unseen"},
    {"raster.bands", "栅格波段数不符", "wrong number of bands"},
    {"raster.crs", "栅格坐标系不适用", "coordinate system unfit for the raster"},
    {"raster.format", "栅格格式不支持", "unsupported raster format"},
    {"raster.georeference", "栅格缺少定位信息", "raster without position"},
    {"raster.lossy", "栅格为有损压缩", "lossy compression"},
    {"raster.mask", "栅格带掩膜", "raster with a mask"},
    {"raster.nodata_class", "无数据值与图例类别相同", "nodata value is a class"},
    {"raster.rotated", "栅格有旋转", "rotated raster"},
    {"raster.type", "栅格数据类型不符", "wrong data type"},
    {"raster.unreadable", "栅格无法完整读取", "raster cannot be read whole"},
    {"raster.unseen", "栅格中无观测的像元", "cells not observed"},
    {"shapefile.dbf", "属性表缺失或不完整", "attribute table missing or cut"},
    {"shapefile.shp", "图形文件不完整", "shape file cut"},
    {"shapefile.shx", "索引文件缺失或不符", "index missing or inconsistent"},
    {"text.cpg", "字符集声明与内容不符", "declared encoding is wrong"},
    {"text.encoding", "字符集设置无法识别", "unknown encoding"},
    {"text.undecodable", "文字无法解码", "undecodable text"},
    {"unit.missing", "县级代码缺失", "county code missing"},
    {"unit.nearest", "按最近的县归属", "put to the nearest county"},
};

const char *lt_diagnostic_title(const char *code, bool chinese)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i].code, code) == 0) {
            return chinese ? titles[i].zh : titles[i].en;
        }
    }
    return code;
}
