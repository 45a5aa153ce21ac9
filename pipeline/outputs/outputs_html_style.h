#ifndef LT_OUTPUTS_HTML_STYLE_H
#define LT_OUTPUTS_HTML_STYLE_H

/* The style sheet that stands in the page's head: pieces up to NULL. */
extern const char *const lt_html_style[];

#endif
