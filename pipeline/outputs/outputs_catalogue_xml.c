/* catalogue.xml: ISO 19115 as ISO/TS 19139 has it. The order of elements is the schema's. */
#include <stdio.h>

#include "outputs_catalogue.h"
#include "outputs_xml.h"

#define LISTS "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"

static void text(struct lt_xml *xml, const char *element, const char *value)
{
    lt_xml_open(xml, element);
    lt_xml_leaf(xml, "gco:CharacterString", value);
    lt_xml_close(xml);
}

static void code(struct lt_xml *xml, const char *element, const char *list, const char *value)
{
    char name[64], address[160];
    (void)snprintf(name, sizeof name, "gmd:%s", list);
    (void)snprintf(address, sizeof address, "%s%s", LISTS, list);
    lt_xml_open(xml, element);
    lt_xml_open(xml, name);
    lt_xml_attribute(xml, "codeList", address);
    lt_xml_attribute(xml, "codeListValue", value);
    lt_xml_text(xml, value);
    lt_xml_close(xml);
    lt_xml_close(xml);
}

static void decimal(struct lt_xml *xml, const char *element, double value)
{
    char number[LT_DOUBLE_TEXT];
    lt_xml_open(xml, element);
    lt_xml_leaf(xml, "gco:Decimal", lt_format_double(value, number));
    lt_xml_close(xml);
}

static void open_two(struct lt_xml *xml, const char *outer, const char *inner)
{
    lt_xml_open(xml, outer);
    lt_xml_open(xml, inner);
}

static void close_two(struct lt_xml *xml)
{
    lt_xml_close(xml);
    lt_xml_close(xml);
}

/* An office that the city has not named is said to be missing, not made up. */
static void contact(struct lt_xml *xml, const char *element, const struct lt_catalogue *record)
{
    open_two(xml, element, "gmd:CI_ResponsibleParty");
    if (*record->office == '\0') {
        lt_xml_empty(xml, "gmd:organisationName", "gco:nilReason", "missing");
    } else {
        text(xml, "gmd:organisationName", record->office);
    }
    code(xml, "gmd:role", "CI_RoleCode", "pointOfContact");
    close_two(xml);
}

static void day(struct lt_xml *xml, const char *element, const char *date)
{
    lt_xml_open(xml, element);
    lt_xml_leaf(xml, "gco:Date", date);
    lt_xml_close(xml);
}

static void citation(struct lt_xml *xml, const struct lt_catalogue *record)
{
    open_two(xml, "gmd:citation", "gmd:CI_Citation");
    text(xml, "gmd:title", record->title);
    open_two(xml, "gmd:date", "gmd:CI_Date");
    day(xml, "gmd:date", record->date);
    code(xml, "gmd:dateType", "CI_DateTypeCode", "publication");
    close_two(xml);
    open_two(xml, "gmd:identifier", "gmd:MD_Identifier");
    text(xml, "gmd:code", record->identifier);
    close_two(xml);
    close_two(xml);
}

static void constraints(struct lt_xml *xml, const struct lt_catalogue *record)
{
    open_two(xml, "gmd:resourceConstraints", "gmd:MD_LegalConstraints");
    code(xml, "gmd:accessConstraints", "MD_RestrictionCode", "otherRestrictions");
    text(xml, "gmd:otherConstraints", lt_catalogue_sharing_title(record));
    close_two(xml);
    open_two(xml, "gmd:resourceConstraints", "gmd:MD_SecurityConstraints");
    code(xml, "gmd:classification", "MD_ClassificationCode", record->security);
    if (*record->model->config->mark != '\0') {
        text(xml, "gmd:userNote", record->model->config->mark);
    }
    close_two(xml);
}

static void extent(struct lt_xml *xml, const struct lt_catalogue *record)
{
    char place[16];
    (void)snprintf(place, sizeof place, "%06u", record->model->city.unit);
    open_two(xml, "gmd:extent", "gmd:EX_Extent");
    open_two(xml, "gmd:geographicElement", "gmd:EX_GeographicDescription");
    open_two(xml, "gmd:geographicIdentifier", "gmd:MD_Identifier");
    text(xml, "gmd:code", place); /* GB/T 2260 */
    close_two(xml);
    close_two(xml);
    if (record->has_extent) {
        open_two(xml, "gmd:geographicElement", "gmd:EX_GeographicBoundingBox");
        decimal(xml, "gmd:westBoundLongitude", record->west);
        decimal(xml, "gmd:eastBoundLongitude", record->east);
        decimal(xml, "gmd:southBoundLatitude", record->south);
        decimal(xml, "gmd:northBoundLatitude", record->north);
        close_two(xml);
    }
    if (*record->from != '\0' && *record->to != '\0') {
        open_two(xml, "gmd:temporalElement", "gmd:EX_TemporalExtent");
        open_two(xml, "gmd:extent", "gml:TimePeriod");
        lt_xml_attribute(xml, "gml:id", "images");
        lt_xml_leaf(xml, "gml:beginPosition", record->from);
        lt_xml_leaf(xml, "gml:endPosition", record->to);
        close_two(xml);
        close_two(xml);
    }
    close_two(xml);
}

static void identification(struct lt_xml *xml, const struct lt_catalogue *record)
{
    const bool zh = record->model->config->chinese;
    open_two(xml, "gmd:identificationInfo", "gmd:MD_DataIdentification");
    citation(xml, record);
    text(xml, "gmd:abstract", record->abstract);
    contact(xml, "gmd:pointOfContact", record);
    constraints(xml, record);
    code(xml, "gmd:spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "vector");
    text(xml, "gmd:language", zh ? "zho" : "eng");
    lt_xml_open(xml, "gmd:topicCategory");
    lt_xml_leaf(xml, "gmd:MD_TopicCategoryCode", "farming");
    lt_xml_close(xml);
    extent(xml, record);
    close_two(xml);
}

static void reference(struct lt_xml *xml, const struct lt_catalogue *record)
{
    open_two(xml, "gmd:referenceSystemInfo", "gmd:MD_ReferenceSystem");
    open_two(xml, "gmd:referenceSystemIdentifier", "gmd:RS_Identifier");
    text(xml, "gmd:code", record->model->grid->crs);
    close_two(xml);
    close_two(xml);
}

/* How much there is, and how much of it was not judged. */
static void completeness(struct lt_xml *xml, const char *name, double m2)
{
    char number[LT_DOUBLE_TEXT];
    open_two(xml, "gmd:report", "gmd:DQ_CompletenessOmission");
    text(xml, "gmd:nameOfMeasure", name);
    open_two(xml, "gmd:result", "gmd:DQ_QuantitativeResult");
    lt_xml_empty(xml, "gmd:valueUnit", "gco:nilReason", "inapplicable"); /* the name says it */
    lt_xml_open(xml, "gmd:value");
    lt_xml_leaf(xml, "gco:Record", lt_format_double(m2, number));
    lt_xml_close(xml);
    close_two(xml);
    close_two(xml);
}

static void quality(struct lt_xml *xml, const struct lt_catalogue *record)
{
    const struct lt_report_model *const model = record->model;
    const struct lt_unit_sums *const sums = &model->city.sums;
    open_two(xml, "gmd:dataQualityInfo", "gmd:DQ_DataQuality");
    open_two(xml, "gmd:scope", "gmd:DQ_Scope");
    code(xml, "gmd:level", "MD_ScopeCode", "dataset");
    close_two(xml);
    completeness(xml, lt_say(model, "耕地净面积（平方米）", "farmland, m²"), sums->farmland_m2);
    completeness(xml, lt_say(model, "未判面积（平方米）", "not judged, m²"), sums->unjudged_m2);
    open_two(xml, "gmd:lineage", "gmd:LI_Lineage");
    text(xml, "gmd:statement", record->lineage);
    close_two(xml);
    close_two(xml);
}

static void metadata(struct lt_xml *xml, const struct lt_catalogue *record)
{
    static const char *const spaces[][2] = {
        {"xmlns:gmd", "http://www.isotc211.org/2005/gmd"},
        {"xmlns:gco", "http://www.isotc211.org/2005/gco"},
        {"xmlns:gml", "http://www.opengis.net/gml/3.2"},
    };
    lt_xml_open(xml, "gmd:MD_Metadata");
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        lt_xml_attribute(xml, spaces[i][0], spaces[i][1]);
    }
    text(xml, "gmd:fileIdentifier", record->identifier);
    text(xml, "gmd:language", record->model->config->chinese ? "zho" : "eng");
    code(xml, "gmd:characterSet", "MD_CharacterSetCode", "utf8");
    code(xml, "gmd:hierarchyLevel", "MD_ScopeCode", "dataset");
    contact(xml, "gmd:contact", record);
    day(xml, "gmd:dateStamp", record->date);
    text(xml, "gmd:metadataStandardName", "ISO 19115:2003/19139");
    text(xml, "gmd:metadataStandardVersion", "1.0");
    if (record->has_extent) {
        reference(xml, record);
    }
    identification(xml, record);
    quality(xml, record);
}

enum lt_status lt_catalogue_write_xml(const struct lt_catalogue *record, const char *path,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct lt_xml xml = {0};
    LT_TRY(lt_xml_begin(&xml, err));
    metadata(&xml, record);
    LT_TRY(lt_xml_end(&xml, err));
    LT_TRY(lt_write_whole(path, &xml.text, err));
out:
    lt_xml_finish(&xml);
    return status;
}
