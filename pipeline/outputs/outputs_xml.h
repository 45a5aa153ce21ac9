/* XML through libxml2's writer: elements, attributes and texts in order, in UTF-8, escaped, without what XML cannot hold.
 * A failure poisons the text, so that a long run of calls is checked once. Threads: one document belongs to one.
 */
#ifndef LT_OUTPUTS_XML_H
#define LT_OUTPUTS_XML_H

#include <stdbool.h>

#include <libxml/xmlwriter.h>

#include "liangtian/status.h"
#include "support/text.h"

struct lt_xml {
    xmlTextWriterPtr writer;
    struct lt_text text; /* the document, complete after lt_xml_end */
    bool failed;
};

/* A new document with its declaration. LT_E_LIMIT. */
enum lt_status lt_xml_begin(struct lt_xml *xml, struct lt_error *err);
void lt_xml_open(struct lt_xml *xml, const char *name);
void lt_xml_close(struct lt_xml *xml);
/* Of the element that was opened last and holds nothing yet. */
void lt_xml_attribute(struct lt_xml *xml, const char *name, const char *value);
void lt_xml_number(struct lt_xml *xml, const char *name, long long value);
/* Controls and marks of direction become blanks, what is no character becomes '?': XML cannot hold them. */
void lt_xml_text(struct lt_xml *xml, const char *text);
/* Elements that were written before, as they are. */
void lt_xml_markup(struct lt_xml *xml, const struct lt_text *markup);
/* <name>text</name> */
void lt_xml_leaf(struct lt_xml *xml, const char *name, const char *text);
/* <name attribute="value"/>; attribute may be NULL */
void lt_xml_empty(struct lt_xml *xml, const char *name, const char *attribute, const char *value);
/* What is open is closed; xml->text is whole, or LT_E_LIMIT. */
enum lt_status lt_xml_end(struct lt_xml *xml, struct lt_error *err);
void lt_xml_finish(struct lt_xml *xml);

#endif
