/* CROPLAND-BALANCE: which conversions count, and whether they balance. */
#include <string.h>

#include "liangtian/conversion.h"
#include "support/text.h"

#define ROUNDING_M2 0.5

const char *lt_conversion_title(enum lt_conversion_kind kind, bool chinese)
{
    static const char *const titles[LT_CONVERSION_KINDS][2] = {
        [LT_CONVERSION_COUNTS] = {"计入进出平衡", "in the balance"},
        [LT_CONVERSION_EXEMPT] = {"有批准，不计", "under a paper, not counted"},
        [LT_CONVERSION_OTHER] = {"建设、水面或未利用地，另行管理", "built, water or unused: apart"},
        [LT_CONVERSION_UNKNOWN] = {"另一年度无图斑，待定", "in no parcel of the other year: open"},
    };
    return titles[kind][chinese ? 0 : 1];
}

enum lt_conversion_kind lt_conversion_kind_of(const struct lt_rule *rule, const char *land_class)
{
    if (land_class[0] == '\0') {
        return LT_CONVERSION_UNKNOWN;
    }
    for (const char *word = rule->land_classes; *word != '\0';) {
        const size_t length = strcspn(word, " ");
        if (length > 0 && strncmp(land_class, word, length) == 0) {
            return LT_CONVERSION_COUNTS;
        }
        word += length + strspn(word + length, " ");
    }
    return LT_CONVERSION_OTHER;
}

void lt_conversion_add(struct lt_conversion *into, const struct lt_conversion *from)
{
    into->given = into->given || from->given;
    for (int kind = 0; kind < LT_CONVERSION_KINDS; kind++) {
        into->out_m2[kind] += from->out_m2[kind];
        into->in_m2[kind] += from->in_m2[kind];
    }
    into->paddy_out_m2 += from->paddy_out_m2;
    into->paddy_in_m2 += from->paddy_in_m2;
}

struct lt_interval lt_conversion_balance(const struct lt_conversion *conversion)
{
    const double known =
        conversion->in_m2[LT_CONVERSION_COUNTS] - conversion->out_m2[LT_CONVERSION_COUNTS];
    return (struct lt_interval){known - conversion->out_m2[LT_CONVERSION_UNKNOWN],
                                known + conversion->in_m2[LT_CONVERSION_UNKNOWN]};
}

enum lt_verdict_value lt_conversion_verdict(const struct lt_conversion *conversion)
{
    const struct lt_interval balance = lt_conversion_balance(conversion);
    if (balance.low >= -ROUNDING_M2) {
        return LT_MEETS;
    }
    return balance.high < -ROUNDING_M2 ? LT_BELOW : LT_UNDECIDED;
}
