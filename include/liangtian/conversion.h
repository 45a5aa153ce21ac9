/* CROPLAND-BALANCE: what left cropland between two surveys, and what came (耕地进出平衡).
 *
 * Net m² of the survey in which the ground is cropland.
 */
#ifndef LIANGTIAN_CONVERSION_H
#define LIANGTIAN_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/rules.h"
#include "liangtian/seasons.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the ground is where it is no cropland. */
enum lt_conversion_kind {
    LT_CONVERSION_COUNTS,  /* forest, grass, orchard, other farmland, facilities: in the balance */
    LT_CONVERSION_EXEMPT,  /* the same under a paper that the rule accepts; out only */
    LT_CONVERSION_OTHER,   /* built, water, unused: other rules' business */
    LT_CONVERSION_UNKNOWN, /* in no parcel of the other survey */
    LT_CONVERSION_KINDS,
};
const char *lt_conversion_title(enum lt_conversion_kind kind, bool chinese);

/* By the rule's list of land classes; "" is UNKNOWN. Pure. */
enum lt_conversion_kind lt_conversion_kind_of(const struct lt_rule *rule, const char *land_class);

struct lt_conversion_piece {
    bool came; /* into cropland; else out of it */
    enum lt_conversion_kind kind;
    const char *cropland_id, *cropland_class; /* of the survey where it is cropland */
    const char *other_id, *other_class;       /* of the other; "" for UNKNOWN */
    double m2;
};

struct lt_conversion {
    bool given; /* both surveys were */
    double out_m2[LT_CONVERSION_KINDS], in_m2[LT_CONVERSION_KINDS];
    double paddy_out_m2, paddy_in_m2;   /* of COUNTS: 0101 */
    struct lt_conversion_piece *pieces; /* out, then in; in the order of the layers */
    size_t piece_count;
};
/* Adds the numbers, not the pieces. */
void lt_conversion_add(struct lt_conversion *into, const struct lt_conversion *from);
/* In less out; ground whose other side is not known may count or not. Pure. */
struct lt_interval lt_conversion_balance(const struct lt_conversion *conversion);
/* MEETS when no less came than went, whatever the unknown is; BELOW when less; else UNDECIDED. Half a m² is rounding.
 * Pure. */
enum lt_verdict_value lt_conversion_verdict(const struct lt_conversion *conversion);

#ifdef __cplusplus
}
#endif
#endif
