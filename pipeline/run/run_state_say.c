/* The state of a city in words, and as JSON. */
#include <stdio.h>
#include <string.h>

#include "run/run_state.h"
#include "support/json.h"

enum { SHORT = 12 }; /* digits of a generation that tell it from others */

/* --- words --- */

static void say_period(const struct state *s, const struct state_period *one, bool chinese,
                       struct lt_text *out)
{
    char period[LT_PERIOD_TEXT];
    lt_text_printf(out, "%s  ", lt_period_format(one->period, period));
    if (one->published) {
        lt_text_printf(out, chinese ? "已发布  %s  版本 %.*s" : "published  %s  generation %.*s",
                       one->published_at, SHORT, one->generation);
        lt_text_add(out, !one->stale ? ""
                         : chinese   ? "  已过期，须按先后次序重新运行"
                                     : "  stale: to be run again, in order");
    } else {
        lt_text_printf(out, chinese ? "未发布  应于 %s 运行" : "not published  due %s", one->due);
        if (one->come && one == s->next) {
            lt_text_add(out, chinese ? "，已到期" : ", the day has come");
        }
        if (!one->configured) {
            lt_text_add(out, chinese ? "；配置中尚无该期" : "; not in the config yet");
        }
    }
    lt_text_add(out, "\n");
}

static void say_work(const struct state *s, const struct state_period *one, bool chinese,
                     struct lt_text *out)
{
    char period[LT_PERIOD_TEXT];
    if (one->units == 0 || (s->run.running && s->run.record.period == one->period)) {
        return;
    }
    lt_period_format(one->period, period);
    lt_text_printf(out,
                   chinese ? "未完成：%s 已完成 %zu/%zu 个县区，输入未变时下次运行将沿用\n"
                           : "unfinished: %s, %zu of %zu units done; the next run uses them where "
                             "its inputs are the same\n",
                   period, one->done, one->units);
}

static const char *stage_title(const char *stage, bool chinese)
{
    static const struct {
        const char *name, *zh;
    } stages[] = {{"config", "读取配置"}, {"inputs", "核对输入"},  {"plan", "通读输入"},
                  {"units", "逐县计算"},  {"merge", "汇总与发布"}, {"done", "完成"}};
    for (size_t i = 0; chinese && i < sizeof stages / sizeof *stages; i++) {
        if (strcmp(stages[i].name, stage) == 0) {
            return stages[i].zh;
        }
    }
    return stage;
}

/* "" of a run. */
static const char *command_title(const char *command, bool chinese)
{
    static const struct {
        const char *name, *zh, *en;
    } titles[] = {{"plan", "计划  ", "plan  "},
                  {"merge", "汇总  ", "merge  "},
                  {"review", "核查回填  ", "review  "},
                  {"ledger import", "台账导入  ", "ledger import  "}};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i].name, command) == 0) {
            return chinese ? titles[i].zh : titles[i].en;
        }
    }
    return "";
}

static void say_lock(const struct state *s, bool chinese, struct lt_text *out)
{
    const long process = s->run.lock.process;
    char period[LT_PERIOD_TEXT];
    if (s->run.running) {
        lt_text_printf(out,
                       chinese ? "正在运行：%s，进程 %ld，开始于 %s\n"
                               : "running: %s, process %ld, since %s\n",
                       lt_period_format(s->run.record.period, period), process,
                       s->run.record.started);
    } else if (s->run.lock.held && process != 0) {
        lt_text_printf(out, chinese ? "锁被进程 %ld 占用\n" : "process %ld holds the lock\n",
                       process);
    } else if (s->run.lock.held) {
        lt_text_add(out, chinese ? "锁被其他进程占用\n" : "another process holds the lock\n");
    } else if (process != 0) {
        lt_text_printf(out,
                       chinese ? "锁文件中留有进程 %ld，该进程未正常结束；锁已失效，不妨碍运行\n"
                               : "the lock file names process %ld, which was ended in the middle; "
                                 "the lock is void and keeps nobody out\n",
                       process);
    }
}

static void say_failure(const struct lt_run_record *record, bool chinese, struct lt_text *out)
{
    struct lt_error err = {.status = (enum lt_status)record->exit_code};
    snprintf(err.text, sizeof err.text, "%s", record->message);
    lt_text_printf(out,
                   chinese ? "失败，退出码 %d（%s）：" : "failed with %d (%s): ", record->exit_code,
                   stage_title(record->stage, chinese));
    lt_error_say(&err, chinese, out);
}

static void say_record(const char *title, const struct lt_run_record *record, bool killed,
                       bool chinese, struct lt_text *out)
{
    char period[LT_PERIOD_TEXT];
    lt_text_printf(out, "%s%s  %s%s  ", title, lt_period_format(record->period, period),
                   command_title(record->command, chinese), record->started);
    if (killed) {
        lt_text_add(out, chinese ? "中途被终止" : "ended in the middle");
    } else if (record->state == LT_RUN_FAILED) {
        say_failure(record, chinese, out);
    } else {
        lt_text_printf(out, chinese ? "完成，退出码 %d，用时 " : "done with %d, after ",
                       record->exit_code);
        lt_text_add_fixed(out, record->seconds, 1);
        lt_text_add(out, chinese ? " 秒" : " s");
        if (strcmp(record->stage, "done") != 0) { /* a piece of a run */
            lt_text_printf(out, chinese ? "（%s）" : " (%s)", stage_title(record->stage, chinese));
        }
    }
    lt_text_add(out, "\n");
}

/* What a county's image showed before its half-year was closed; once it is closed that says more. */
static void say_interim(const struct state_interim *one, bool chinese, struct lt_text *out)
{
    char period[LT_PERIOD_TEXT];
    lt_period_format(one->result.period, period);
    if (one->result.folder[0] != '\0' && !one->superseded && !one->grave_known) {
        lt_text_printf(
            out,
            chinese ? "期中监测：%06u %s  %s  严重疑似图斑数不详（清单已随工作目录移除）  %s\n"
                    : "interim: %06u %s  %s  grave suspects: not known, the list went "
                      "with the work folder  %s\n",
            one->result.unit, period, one->result.published_at, one->result.folder);
    } else if (one->result.folder[0] != '\0' && !one->superseded) {
        lt_text_printf(out,
                       chinese ? "期中监测：%06u %s  %s  严重疑似图斑 %llu 处  %s\n"
                               : "interim: %06u %s  %s  grave suspects: %llu  %s\n",
                       one->result.unit, period, one->result.published_at,
                       (unsigned long long)one->grave, one->result.folder);
    }
    if (one->run.running) {
        lt_text_printf(out,
                       chinese ? "期中监测正在运行：%06u %s，进程 %ld，开始于 %s\n"
                               : "interim, running: %06u %s, process %ld, since %s\n",
                       one->result.unit, period, one->run.record.process, one->run.record.started);
    } else if (one->run.killed || (one->run.has_record && one->run.record.state == LT_RUN_FAILED)) {
        lt_text_printf(out, chinese ? "期中监测：%06u " : "interim: %06u ", one->result.unit);
        say_record("", &one->run.record, one->run.killed, chinese, out);
    }
}

static void say_lost(const struct lt_lost *lost, bool chinese, struct lt_text *out)
{
    if (lost->waiting + lost->other > 0) {
        lt_text_printf(out,
                       chinese ? "核查结果：%llu 条待用原文件重新回填，%llu 条待逐宗核对  %s\n"
                               : "reviews: %llu to be taken again from their files, %llu to be "
                                 "looked at one by one  %s\n",
                       (unsigned long long)lost->waiting, (unsigned long long)lost->other,
                       lost->path);
    }
}

void lt_state_say_text(const struct state *s, struct lt_text *out)
{
    const bool chinese = lt_language_chinese(s->options->language, s->config->chinese);
    lt_text_printf(out, chinese ? "%s（%u）  %s\n" : "%s (%u)  %s\n",
                   chinese || s->config->city_name_en[0] == '\0' ? s->config->city_name_zh
                                                                 : s->config->city_name_en,
                   s->config->city_code, s->config->path);
    for (size_t i = 0; i < s->period_count; i++) {
        say_period(s, &s->periods[i], chinese, out);
    }
    say_lock(s, chinese, out);
    for (size_t i = 0; i < s->period_count; i++) {
        say_work(s, &s->periods[i], chinese, out);
    }
    if (s->run.has_record && !s->run.running) {
        say_record(chinese ? "上次运行：" : "last run: ", &s->run.record, s->run.killed, chinese,
                   out);
    }
    if (s->has_refused) {
        say_record(chinese ? "其后未能开始的运行：" : "later, and not begun: ", &s->refused, false,
                   chinese, out);
    }
    for (size_t i = 0; i < s->interim_count; i++) {
        say_interim(&s->interim[i], chinese, out);
    }
    say_lost(&s->lost, chinese, out);
    char period[LT_PERIOD_TEXT];
    lt_text_printf(out, chinese ? "下一期：%s，应于 %s 运行\n" : "next: %s, due %s\n",
                   lt_period_format(s->next->period, period), s->next->due);
}

/* --- JSON --- */

static void add_period_name(struct lt_json *json, const char *name, lt_period period)
{
    char text[LT_PERIOD_TEXT];
    lt_json_text(json, name, lt_period_format(period, text));
}

static void add_period(const struct state *s, struct lt_json *json, const struct state_period *one)
{
    lt_json_begin(json, NULL, '{');
    add_period_name(json, "period", one->period);
    lt_json_truth(json, "configured", one->configured);
    lt_json_truth(json, "published", one->published);
    lt_json_text(json, "generation", one->generation);
    lt_json_text(json, "published_at", one->published_at);
    lt_json_truth(json, "stale", one->stale);
    lt_json_text(json, "due", one->due);
    lt_json_truth(json, "due_now", one == s->next && s->due);
    lt_json_whole(json, "units", one->units);
    lt_json_whole(json, "units_done", one->done);
    lt_json_end(json, '}');
}

static void add_record(struct lt_json *json, const char *name, const struct lt_run_record *record)
{
    static const char *const states[] = {"running", "done", "failed"};
    lt_json_begin(json, name, '{');
    lt_json_text(json, "state", states[record->state]);
    lt_json_text(json, "command", record->command);
    add_period_name(json, "period", record->period);
    lt_json_text(json, "started", record->started);
    lt_json_text(json, "ended", record->ended);
    lt_json_number(json, "seconds", record->seconds);
    lt_json_text(json, "succeeded", record->succeeded);
    lt_json_text(json, "stage", record->stage);
    lt_json_whole(json, "exit_code", (uint64_t)record->exit_code);
    lt_json_text(json, "message", record->message);
    lt_json_end(json, '}');
}

static void add_interim(struct lt_json *json, const struct state_interim *one)
{
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "county", one->result.unit);
    add_period_name(json, "period", one->result.period);
    lt_json_text(json, "folder", one->result.folder);
    lt_json_text(json, "published_at", one->result.published_at);
    if (one->grave_known) {
        lt_json_whole(json, "grave", one->grave);
    }
    lt_json_truth(json, "superseded", one->superseded);
    lt_json_truth(json, "running", one->run.running);
    lt_json_truth(json, "killed", one->run.killed);
    if (one->run.has_record) {
        add_record(json, "last_run", &one->run.record);
    }
    lt_json_end(json, '}');
}

void lt_state_say_json(const struct state *s, struct lt_text *out)
{
    struct lt_json json = {out, true};
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "city", s->config->city_name_zh);
    lt_json_whole(&json, "code", s->config->city_code);
    lt_json_text(&json, "config", s->config->path);
    lt_json_text(&json, "today", s->today);
    lt_json_begin(&json, "periods", '[');
    for (size_t i = 0; i < s->period_count; i++) {
        add_period(s, &json, &s->periods[i]);
    }
    lt_json_end(&json, ']');
    add_period_name(&json, "next", s->next->period);
    lt_json_begin(&json, "lock", '{');
    lt_json_truth(&json, "held", s->run.lock.held);
    lt_json_whole(&json, "process", s->run.lock.process > 0 ? (uint64_t)s->run.lock.process : 0);
    lt_json_truth(&json, "alive", s->run.lock.alive);
    lt_json_end(&json, '}');
    lt_json_truth(&json, "running", s->run.running);
    lt_json_truth(&json, "killed", s->run.killed);
    if (s->run.has_record) {
        add_record(&json, "last_run", &s->run.record);
    }
    if (s->has_refused) {
        add_record(&json, "refused_run", &s->refused);
    }
    lt_json_begin(&json, "interim", '[');
    for (size_t i = 0; i < s->interim_count; i++) {
        add_interim(&json, &s->interim[i]);
    }
    lt_json_end(&json, ']');
    lt_json_begin(&json, "reviews_lost", '{');
    lt_json_whole(&json, "waiting", s->lost.waiting);
    lt_json_whole(&json, "other", s->lost.other);
    lt_json_text(&json, "list", s->lost.path);
    lt_json_end(&json, '}');
    lt_json_truth(&json, "due", s->due);
    lt_json_truth(&json, "stale", s->stale);
    lt_json_truth(&json, "broken", s->broken);
    lt_json_end(&json, '}');
    lt_text_add(json.text, "\n");
}
