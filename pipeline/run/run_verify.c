#include <stdio.h>

#include "liangtian/ledger.h"
#include "liangtian/run.h"
#include "liangtian/store.h"

enum lt_status lt_verify(const char *output_dir, bool chinese, struct lt_error *err)
{
    enum lt_status status;
    struct lt_diagnostics list = {0};
    LT_TRY(lt_diagnostics_init(&list, err));
    LT_TRY(lt_store_verify(output_dir, lt_ledger_verify, &list, err));
    lt_diagnostics_sort(&list);
    for (size_t i = 0; i < list.count; i++) {
        const struct lt_diagnostic *d = &list.items[i];
        printf("%s: %s: %s %s: %s; %s; %s\n", lt_severity_name(d->severity), d->code,
               lt_diagnostic_title(d->code, chinese), d->feature, d->found, d->expected, d->action);
    }
    if (lt_diagnostics_rejects(&list)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' is not what was published", output_dir);
    } else {
        puts(chinese ? "核验通过：哈希、版本链与台账恒等式一致"
                     : "verified: hashes, chain and ledger identities hold");
    }
out:
    lt_diagnostics_finish(&list);
    return status;
}
