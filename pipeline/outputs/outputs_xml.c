#include "outputs_xml.h"

#include <string.h>

#include <libxml/parser.h>

/* libxml2 hands on what it has written. */
static int take(void *context, const char *data, int length)
{
    struct lt_text *const text = context;
    lt_text_add_n(text, data, (size_t)length);
    return text->failed ? -1 : length;
}

enum lt_status lt_xml_begin(struct lt_xml *xml, struct lt_error *err)
{
    *xml = (struct lt_xml){0};
    xmlInitParser();
    xmlOutputBufferPtr const buffer = xmlOutputBufferCreateIO(take, NULL, &xml->text, NULL);
    if (buffer == NULL) {
        return lt_fail_memory(err, "an XML document");
    }
    xml->writer = xmlNewTextWriter(buffer);
    if (xml->writer == NULL) {
        (void)xmlOutputBufferClose(buffer);
        return lt_fail_memory(err, "an XML document");
    }
    xml->failed = xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", NULL) < 0;
    return LT_OK;
}

void lt_xml_open(struct lt_xml *xml, const char *name)
{
    xml->failed = xml->failed || xmlTextWriterStartElement(xml->writer, (const xmlChar *)name) < 0;
}

void lt_xml_close(struct lt_xml *xml)
{
    xml->failed = xml->failed || xmlTextWriterEndElement(xml->writer) < 0;
}

/* A copy in `room` of what XML can hold. */
static const char *holdable(const char *text, struct lt_text *room)
{
    lt_text_add(room, text == NULL ? "" : text);
    if (room->failed || room->data == NULL) {
        return "";
    }
    lt_utf8_clean(room->data);
    for (char *at = room->data; (at = strstr(at, "\xef\xbf")) != NULL; at += 3) {
        if ((unsigned char)at[2] >= 0xbe) { /* U+FFFE and U+FFFF are no characters */
            memset(at, '?', 3);
        }
    }
    return room->data;
}

void lt_xml_attribute(struct lt_xml *xml, const char *name, const char *value)
{
    struct lt_text room = {0};
    const char *const whole = holdable(value, &room);
    xml->failed =
        xml->failed || room.failed ||
        xmlTextWriterWriteAttribute(xml->writer, (const xmlChar *)name, (const xmlChar *)whole) < 0;
    lt_text_finish(&room);
}

void lt_xml_number(struct lt_xml *xml, const char *name, long long value)
{
    xml->failed = xml->failed || xmlTextWriterWriteFormatAttribute(
                                     xml->writer, (const xmlChar *)name, "%lld", value) < 0;
}

void lt_xml_text(struct lt_xml *xml, const char *text)
{
    struct lt_text room = {0};
    const char *const whole = holdable(text, &room);
    xml->failed = xml->failed || room.failed ||
                  xmlTextWriterWriteString(xml->writer, (const xmlChar *)whole) < 0;
    lt_text_finish(&room);
}

void lt_xml_markup(struct lt_xml *xml, const struct lt_text *markup)
{
    xml->failed = xml->failed || markup->failed || markup->data == NULL ||
                  xmlTextWriterWriteRaw(xml->writer, (const xmlChar *)markup->data) < 0;
}

void lt_xml_leaf(struct lt_xml *xml, const char *name, const char *text)
{
    lt_xml_open(xml, name);
    lt_xml_text(xml, text);
    lt_xml_close(xml);
}

void lt_xml_empty(struct lt_xml *xml, const char *name, const char *attribute, const char *value)
{
    lt_xml_open(xml, name);
    if (attribute != NULL) {
        lt_xml_attribute(xml, attribute, value);
    }
    lt_xml_close(xml);
}

enum lt_status lt_xml_end(struct lt_xml *xml, struct lt_error *err)
{
    xml->failed = xml->failed || xmlTextWriterEndDocument(xml->writer) < 0 ||
                  xmlTextWriterFlush(xml->writer) < 0;
    return xml->failed || xml->text.data == NULL ? lt_fail_memory(err, "an XML document")
                                                 : lt_text_check(&xml->text, err);
}

void lt_xml_finish(struct lt_xml *xml)
{
    if (xml->writer != NULL) {
        xmlFreeTextWriter(xml->writer); /* may hand on what is left: before the text */
    }
    lt_text_finish(&xml->text);
    *xml = (struct lt_xml){0};
}
