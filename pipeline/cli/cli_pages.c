#include "cli/cli_pages.h"

#include <string.h>

#include "cli/cli_commands.h"

/* --- man --- */

/* Text of a line: nothing in it is a request or an escape, and a hyphen stays one that can be typed. */
static void add_roff(struct lt_text *out, const char *text)
{
    lt_text_add(out, *text == '.' || *text == '\'' ? "\\&" : "");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\\') {
            lt_text_add(out, "\\e");
        } else if (*c == '-') {
            lt_text_add(out, "\\-");
        } else {
            lt_text_add_n(out, c, 1);
        }
    }
}

static void add_line(struct lt_text *out, const char *text)
{
    add_roff(out, text);
    lt_text_add(out, "\n");
}

static void add_man_options(struct lt_text *out, const struct lt_option *options, size_t count,
                            bool english)
{
    for (size_t i = 0; i < count; i++) {
        lt_text_add(out, ".TP\n\\fB");
        if (options[i].letter != 0) {
            lt_text_printf(out, "\\-%c\\fR, \\fB", options[i].letter);
        }
        lt_text_add(out, "\\-\\-");
        add_roff(out, options[i].name);
        lt_text_add(out, "\\fR");
        if (options[i].value != NULL) {
            lt_text_add(out, " \\fI");
            add_roff(out, options[i].value);
            lt_text_add(out, "\\fR");
        }
        lt_text_add(out, "\n");
        add_line(out, english ? options[i].en : options[i].zh);
    }
}

static void add_man_command(struct lt_text *out, const struct lt_command *command, bool english)
{
    lt_text_add(out, ".SS ");
    add_roff(out, command->name);
    lt_text_add(out, "\n.B liangtian ");
    add_roff(out, command->name);
    lt_text_add(out, "\n");
    add_line(out, command->synopsis);
    lt_text_add(out, ".PP\n");
    add_line(out, english ? command->en : command->zh);
    add_man_options(out, command->options, command->option_count, english);
    if (command->example != NULL) {
        lt_text_add(out, ".PP\n.EX\n");
        add_line(out, command->example);
        lt_text_add(out, ".EE\n");
    }
}

struct pair {
    const char *name, *zh, *en;
};

static void add_man_pairs(struct lt_text *out, const struct pair *pairs, size_t count, bool english)
{
    for (size_t i = 0; i < count; i++) {
        lt_text_add(out, ".TP\n.B ");
        add_line(out, pairs[i].name);
        add_line(out, english ? pairs[i].en : pairs[i].zh);
    }
}

void lt_page_man(bool english, struct lt_text *out)
{
    static const struct pair codes[] = {
        {"0", "完成", "done"},
        {"1", "完成，且触发了 --fail-on", "done, and --fail-on was met"},
        {"2", "用法错误", "the command line is wrong"},
        {"3", "输入被拒绝，什么也没发布", "the input is rejected; nothing is published"},
        {"4", "读写失败", "cannot read or write"},
        {"5", "达到内存、磁盘或设定的限制", "a limit of memory, disk or configuration was reached"},
        {"6", "另一次运行正在进行", "another run holds the lock"},
        {"7", "收到信号而停止（SIGTERM、SIGINT、SIGHUP）",
         "asked to stop (SIGTERM, SIGINT, SIGHUP)"},
        {"70", "程序自检失败", "a check inside the program failed"},
    };
    static const struct pair files[] = {
        {"/etc/liangtian/CITY.yaml", "liangtian@.service 所用的配置",
         "configuration that liangtian@.service runs"},
        {"out/current", "已发布的成果与台账；配置中的 folders.output 之下",
         "what is published, with the ledger; below the config's folders.output"},
        {"work/last-run.json", "上次运行的记录", "record of the last run"},
        {"/usr/share/liangtian/schemas", "规则与图层目录", "catalogues of rules and layers"},
    };
    lt_text_printf(out, ".TH LIANGTIAN 1 \"\" \"Liangtian %s\" \"\"\n", LT_VERSION);
    lt_text_add(out, ".ad l\n.nh\n"); /* lines of Chinese cannot be spread */
    lt_text_add(out, english ? ".SH NAME\nliangtian \\- watches whether a city\\(aqs farmland "
                               "grows grain\n.SH SYNOPSIS\n"
                             : ".SH 名称\nliangtian \\- 监测一座城市的耕地是否种粮\n.SH 用法\n");
    lt_text_add(out, ".B liangtian\n.I COMMAND\n[options]\n");
    lt_text_add(out, english ? ".SH COMMANDS\n" : ".SH 命令\n");
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        add_man_command(out, lt_commands[i], english);
    }
    lt_text_add(out, english ? ".SH OPTIONS OF EVERY COMMAND\n" : ".SH 各命令通用选项\n");
    add_man_options(out, lt_common_options, lt_common_option_count, english);
    lt_text_add(out, english ? ".SH EXIT STATUS\n" : ".SH 退出码\n");
    add_man_pairs(out, codes, sizeof codes / sizeof *codes, english);
    lt_text_add(out, english ? ".SH FILES\n" : ".SH 文件\n");
    add_man_pairs(out, files, sizeof files / sizeof *files, english);
}

/* --- completion --- */

static void add_words(struct lt_text *out, const struct lt_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lt_text_printf(out, " --%s", options[i].name);
    }
}

/* "zh|en" are words to choose from; "FILE" and "2026H1|due" are not, or not all. */
static bool is_choice(const char *value)
{
    bool choice = value != NULL && strchr(value, '|') != NULL;
    for (const char *c = value; choice && *c != '\0'; c++) {
        choice = (*c >= 'a' && *c <= 'z') || *c == '|' || *c == '-';
    }
    return choice;
}

static void add_choices(struct lt_text *out, const char *command, const struct lt_option *options,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_choice(options[i].value)) {
            continue;
        }
        lt_text_printf(out, "        %s:--%s) words=\"", command, options[i].name);
        for (const char *c = options[i].value; *c != '\0'; c++) {
            lt_text_add_n(out, *c == '|' ? " " : c, 1);
        }
        lt_text_add(out, "\" ;;\n");
    }
}

void lt_page_completion(struct lt_text *out)
{
    lt_text_add(out, "# bash completion of liangtian; made by `liangtian describe completion`\n"
                     "_liangtian()\n{\n"
                     "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    local command=${COMP_WORDS[1]} words=\"\"\n"
                     "    COMPREPLY=()\n"
                     "    case $command:$before in\n");
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        add_choices(out, lt_commands[i]->name, lt_commands[i]->options,
                    lt_commands[i]->option_count);
    }
    add_choices(out, "*", lt_common_options, lt_common_option_count);
    lt_text_add(out, "    esac\n"
                     "    if [ -n \"$words\" ]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                     "        return\n"
                     "    fi\n"
                     "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"");
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        lt_text_printf(out, "%s ", lt_commands[i]->name);
    }
    lt_text_add(out, "--help --version\" -- \"$word\")\n"
                     "        return\n"
                     "    fi\n"
                     "    case $word in -*) ;; *) return ;; esac\n"
                     "    case $command in\n");
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        lt_text_printf(out, "        %s) words=\"", lt_commands[i]->name);
        add_words(out, lt_commands[i]->options, lt_commands[i]->option_count);
        lt_text_add(out, "\" ;;\n");
    }
    lt_text_add(out, "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$words");
    add_words(out, lt_common_options, lt_common_option_count);
    lt_text_add(out, "\" -- \"$word\")\n}\n"
                     "complete -o bashdefault -o default -F _liangtian liangtian\n");
}
