#include "cli/cli_options.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "support/text.h"

const struct lt_option lt_common_options[] = {
    {"help", 'h', NULL, "显示本帮助", "show this help"},
    {"quiet", 'q', NULL, "不输出进度和提示", "no progress, no notes"},
    {"lang", 0, "zh|en", "输出语言（默认按配置，配置默认 zh）",
     "language of messages and outputs (default: as configured, else zh)"},
    {"threads", 0, "N", "线程数（默认为处理器数）", "number of threads (default: processors)"},
    {"log-format", 0, "text|json", "提示与诊断的格式：文字，或每行一个 JSON 对象",
     "form of notes and diagnostics: text, or one JSON object per line"},
    {"progress", 0, "auto|never", "终端进度条", "progress line on a terminal"},
    {"schemas", 0, "DIR", "规则与图层目录所在文件夹", "folder of the rule and layer catalogues"},
};
const size_t lt_common_option_count = sizeof lt_common_options / sizeof *lt_common_options;

static const struct lt_option *find(const struct lt_option *options, size_t count, const char *name,
                                    size_t length, char letter)
{
    for (size_t i = 0; i < count; i++) {
        const bool by_name = letter == 0 && strlen(options[i].name) == length &&
                             strncmp(options[i].name, name, length) == 0;
        if (by_name || (letter != 0 && options[i].letter == letter)) {
            return &options[i];
        }
    }
    return NULL;
}

static const struct lt_option *find_any(const struct lt_arguments *arguments, const char *name,
                                        size_t length, char letter)
{
    const struct lt_option *option =
        find(arguments->options, arguments->option_count, name, length, letter);
    return option != NULL ? option
                          : find(lt_common_options, lt_common_option_count, name, length, letter);
}

/* Reads one option word and, where it takes one, its value; answers how many words were used. */
static enum lt_status take_option(struct lt_arguments *arguments, int left, char **words,
                                  int *ret_used, struct lt_error *err)
{
    const char *word = words[0];
    const bool longer = word[1] == '-';
    const char *name = word + (longer ? 2 : 1);
    const char *equals = longer ? strchr(name, '=') : NULL;
    const size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct lt_option *option = find_any(arguments, name, length, longer ? 0 : word[1]);
    if (option == NULL || (!longer && option->value == NULL && word[2] != '\0')) {
        return lt_fail(err, LT_E_USAGE, "unknown option '%s'; see --help", word);
    }
    const char *value = "";
    *ret_used = 1;
    if (option->value != NULL) {
        value = equals != NULL ? equals + 1 : !longer && word[2] != '\0' ? word + 2 : NULL;
        const bool next_is_option = left > 1 && words[1][0] == '-' && words[1][1] == '-';
        if (value == NULL && (left < 2 || next_is_option)) {
            return lt_fail(err, LT_E_USAGE, "option '%s' needs a value: %s", word, option->value);
        }
        if (value == NULL) {
            value = words[1];
            *ret_used = 2;
        }
    } else if (equals != NULL) {
        return lt_fail(err, LT_E_USAGE, "option '--%s' takes no value", option->name);
    }
    if (arguments->given_count == LT_ARGUMENTS_MAX) {
        return lt_fail(err, LT_E_USAGE, "more than %d options", LT_ARGUMENTS_MAX);
    }
    arguments->given[arguments->given_count].option = option;
    arguments->given[arguments->given_count++].value = value;
    return LT_OK;
}

static enum lt_status take_words(struct lt_arguments *arguments, int argc, char **argv,
                                 struct lt_error *err)
{
    bool only_words = false;
    for (int i = 0; i < argc;) {
        const char *word = argv[i];
        int used = 1;
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (!only_words && word[0] == '-' && word[1] != '\0') {
            const enum lt_status status = take_option(arguments, argc - i, argv + i, &used, err);
            if (status != LT_OK) {
                return status;
            }
        } else if (arguments->positional_count < LT_ARGUMENTS_MAX) {
            arguments->positional[arguments->positional_count++] = word;
        } else {
            return lt_fail(err, LT_E_USAGE, "too many words");
        }
        i += used;
    }
    return LT_OK;
}

enum lt_status lt_arguments_parse(const struct lt_command *command, int argc, char **argv,
                                  struct lt_arguments *ret_arguments, struct lt_error *err)
{
    struct lt_arguments *arguments = ret_arguments;
    static const char *const languages[] = {"zh", "en", NULL};
    static const char *const forms[] = {"text", "json", NULL};
    int language, form; /* the form is seen to by main, for all that is said */
    *arguments =
        (struct lt_arguments){.options = command->options, .option_count = command->option_count};
    enum lt_status status;
    LT_TRY(take_words(arguments, argc, argv, err));
    LT_TRY(lt_argument_choice(arguments, "lang", languages, -1, &language, err));
    LT_TRY(lt_argument_choice(arguments, "log-format", forms, 0, &form, err));
    arguments->language = language < 0    ? LT_LANGUAGE_CONFIGURED
                          : language == 0 ? LT_LANGUAGE_ZH
                                          : LT_LANGUAGE_EN;
    arguments->english = arguments->language == LT_LANGUAGE_EN;
    if (lt_argument_given(arguments, "help")) {
        goto out;
    }
    if (arguments->positional_count < command->positional_min) {
        status = lt_fail(err, LT_E_USAGE, "'%s' needs more words: liangtian %s %s", command->name,
                         command->name, command->synopsis);
    } else if (arguments->positional_count > command->positional_max) {
        status = lt_fail(err, LT_E_USAGE, "'%s' does not take '%s'", command->name,
                         arguments->positional[command->positional_max]);
    }
out:
    return status;
}

const char *lt_argument_nth(const struct lt_arguments *arguments, const char *name, size_t n)
{
    for (size_t i = 0; i < arguments->given_count; i++) {
        if (strcmp(arguments->given[i].option->name, name) == 0 && n-- == 0) {
            return arguments->given[i].value;
        }
    }
    return NULL;
}

enum lt_status lt_arguments_need_schemas(const struct lt_arguments *arguments, struct lt_error *err)
{
    return arguments->schemas != NULL
               ? LT_OK
               : lt_fail(err, LT_E_IO,
                         "cannot find the catalogues of rules and layers; say --schemas DIR");
}

bool lt_argument_given(const struct lt_arguments *arguments, const char *name)
{
    return lt_argument_nth(arguments, name, 0) != NULL;
}

const char *lt_argument(const struct lt_arguments *arguments, const char *name,
                        const char *fallback)
{
    const char *value = fallback, *next;
    for (size_t n = 0; (next = lt_argument_nth(arguments, name, n)) != NULL; n++) {
        value = next;
    }
    return value;
}

enum lt_status lt_argument_number(const struct lt_arguments *arguments, const char *name,
                                  long least, long most, long fallback, long *ret_number,
                                  struct lt_error *err)
{
    const char *text = lt_argument(arguments, name, NULL);
    int64_t number = fallback;
    if (text != NULL && (!lt_parse_int(text, &number) || number < least || number > most)) {
        return lt_fail(err, LT_E_USAGE,
                       "option '--%s' takes a whole number from %ld to %ld, not '%s'", name, least,
                       most, text);
    }
    *ret_number = (long)number;
    return LT_OK;
}

enum lt_status lt_argument_choice(const struct lt_arguments *arguments, const char *name,
                                  const char *const *choices, int fallback, int *ret_choice,
                                  struct lt_error *err)
{
    const char *text = lt_argument(arguments, name, NULL);
    *ret_choice = fallback;
    if (text == NULL) {
        return LT_OK;
    }
    char all[128] = "";
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(text, choices[i]) == 0) {
            *ret_choice = i;
            return LT_OK;
        }
        const size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "", choices[i]);
    }
    return lt_fail(err, LT_E_USAGE, "option '--%s' takes one of %s, not '%s'", name, all, text);
}

static void print_options(const struct lt_option *options, size_t count, bool english)
{
    for (size_t i = 0; i < count; i++) {
        char left[64];
        const char letter[] = {'-', options[i].letter, ',', ' ', '\0'};
        snprintf(left, sizeof left, "%s--%s%s%s", options[i].letter != 0 ? letter : "    ",
                 options[i].name, options[i].value != NULL ? " " : "",
                 options[i].value != NULL ? options[i].value : "");
        printf("  %-30s %s\n", left, english ? options[i].en : options[i].zh);
    }
}

void lt_command_help(const struct lt_command *command, bool english)
{
    printf("liangtian %s %s\n\n%s\n\n", command->name, command->synopsis,
           english ? command->en : command->zh);
    print_options(command->options, command->option_count, english);
    print_options(lt_common_options, lt_common_option_count, english);
    if (command->example != NULL) {
        printf("\n%s\n  %s\n", english ? "Example:" : "示例：", command->example);
    }
}
