#include <stdio.h>

#include "liangtian/ledger.h"
#include "liangtian/run.h"
#include "liangtian/store.h"
#include "support/text.h"

enum lt_status lt_verify(const char *output_dir, bool chinese, struct lt_error *err)
{
    enum lt_status status;
    static const enum lt_diagnostic_part parts[] = {LT_PART_FOUND, LT_PART_EXPECTED,
                                                    LT_PART_ACTION};
    struct lt_diagnostics list = {0};
    struct lt_text buffer = {0};
    LT_TRY(lt_diagnostics_init(&list, err));
    LT_TRY(lt_store_verify(output_dir, lt_ledger_verify, &list, err));
    lt_diagnostics_sort(&list);
    for (size_t i = 0; i < list.count; i++) {
        const struct lt_diagnostic *d = &list.items[i];
        printf("%s: %s: %s %s", lt_severity_title(d->severity, chinese), d->code,
               lt_diagnostic_title(d->code, chinese), d->feature);
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            printf("%s%s", k == 0 ? ": " : "; ", lt_diagnostic_say(d, parts[k], chinese, &buffer));
        }
        putchar('\n');
    }
    if (lt_diagnostics_rejects(&list)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' is not what was published", output_dir);
    } else {
        puts(chinese ? "核验通过：哈希、版本链与台账恒等式一致"
                     : "verified: hashes, chain and ledger identities hold");
    }
out:
    lt_text_finish(&buffer);
    lt_diagnostics_finish(&list);
    return status;
}
