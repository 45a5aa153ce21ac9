#include "cli/cli_commands.h"
#include "liangtian/run.h"

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    return lt_verify(arguments->positional[0], !arguments->english, err);
}

const struct lt_command lt_command_verify = {
    .name = "verify",
    .synopsis = "OUTDIR",
    .zh = "核验已发布成果：文件哈希、版本链、台账恒等式。",
    .en = "Checks what was published: file hashes, the chain of generations, the ledger's "
          "identities.",
    .positional_min = 1,
    .positional_max = 1,
    .needs_no_schemas = true,
    .run = run,
};
