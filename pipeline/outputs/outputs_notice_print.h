/* notice.pdf: pages that are set and drawn here. */
#ifndef LT_OUTPUTS_NOTICE_PRINT_H
#define LT_OUTPUTS_NOTICE_PRINT_H

#include "outputs_notice.h"

/* What notice->out is. */
struct lt_notice_print {
    struct lt_sheet sheet;
    bool begun, landscape;
    double width, height; /* of the text block */
    double y;             /* of the next line, from the block's top */
    double size, pitch;   /* of the body */
    unsigned page;
    enum lt_notice_role last; /* what the last paragraph was */
};
void lt_notice_page(struct lt_notice *notice, bool landscape); /* the next page */
void lt_notice_room(struct lt_notice *notice, double height);  /* or the next page */
void lt_notice_gap(struct lt_notice *notice, double height);
void lt_notice_lines(struct lt_notice *notice, enum lt_notice_role role, const char *text);
void lt_notice_draw_table(struct lt_notice *notice, const struct lt_notice_table *table);

#endif
