// SPDX-License-Identifier: GPL-2.0
/* dynsc check: a verdict on traces. The rules are in libdynsc/check_*.c. */

#include <stdlib.h>
#include <string.h>
#include "complete.h"
#include "dynsc.h"
#include "guard.h"
#include "libdynsc/check.h"
#include "libdynsc/memory.h"
#include "libdynsc/reader.h"
#include "report/format.h"
#include "report/writer.h"

static bool json;
static const char *buffer;

/* What the rules look at. */
static const enum dynsc_event_type looked_at[] = {
	EV_STATE, EV_UNLOCK, EV_READ_TRYLOCK, EV_ENTER, EV_EXIT, EV_ENOSYS, EV_FALLBACK,
	EV_WRITE_TRYLOCK, EV_EAGAIN, EV_SWAP, EV_RESCUE,
};

static const char *short_name(enum dynsc_event_type type)
{
	return dynsc_event_name(type) + strlen("dyn_syscall_");
}

static const char *task_name(const struct dynsc_reader *r, const struct dynsc_event *ev,
			     char text[SHORT_TEXT])
{
	const char *comm = dynsc_reader_comm(r, 0, ev->pid);

	snprintf(text, SHORT_TEXT, "%s-%d", comm ?: "?", ev->pid);
	return text;
}

/* As trace-cmd report prints it. */
static const char *stamp(const struct dynsc_reader *r, char text[SHORT_TEXT], __u64 ts)
{
	if (r->sources[0].clock.counts_ns)
		return moment(text, ts);
	snprintf(text, SHORT_TEXT, "%llu", ts);
	return text;
}

/* The fields of its type that the rules look at. */
static void show_fields(const struct dynsc_event *ev)
{
	const __s64 *value = ev->value;

	switch (ev->type) {
	case EV_STATE:
		printf(" from=%s to=%s owner=%s", dynsc_state_names[value[F_FROM]],
		       dynsc_state_names[value[F_TO]], ev->owner);
		break;
	case EV_READ_TRYLOCK:
		printf(" granted=%lld why=%s", value[F_GRANTED], dynsc_why_names[value[F_WHY]]);
		break;
	case EV_EXIT:
		printf(" ret=%lld", value[F_RET]);
		break;
	case EV_ENOSYS:
	case EV_FALLBACK:
		printf(" why=%s", dynsc_why_names[value[F_WHY]]);
		break;
	case EV_WRITE_TRYLOCK:
		printf(" granted=%lld living=%lld attempt=%lld", value[F_GRANTED], value[F_LIVING],
		       value[F_ATTEMPT]);
		break;
	case EV_EAGAIN:
		printf(" living=%lld attempt=%lld pid=%lld comm=%s", value[F_LIVING],
		       value[F_ATTEMPT], value[F_PID], ev->comm);
		break;
	case EV_SWAP:
		printf(" from=%s to=%s generation=%lld living=%lld", ev->from, ev->owner,
		       value[F_GENERATION], value[F_LIVING]);
		break;
	case EV_RESCUE:
		printf(" why=%s owner=%s", dynsc_rescue_names[value[F_RESCUE]], ev->owner);
		break;
	default:
		break;
	}
}

static void show_event(const struct dynsc_reader *r, const struct dynsc_event *ev, bool mark)
{
	char task[SHORT_TEXT], when[SHORT_TEXT];

	printf("  %c %s  [%03d] %-20s %s name=%s", mark ? '>' : ' ', stamp(r, when, ev->ts),
	       ev->cpu, task_name(r, ev, task), short_name(ev->type), ev->name);
	show_fields(ev);
	putchar('\n');
}

static void show_violation(const struct dynsc_reader *r, const struct dynsc_violation *v)
{
	const struct dynsc_event *ev = &v->ev;
	char task[SHORT_TEXT], when[SHORT_TEXT];
	int i;

	printf("\n%sviolation of %s%s: %s%s, %s, number %lld \"%s\": %s\n", style(RED),
	       dynsc_rule_names[v->rule], style(PLAIN), stamp(r, when, ev->ts),
	       r->sources[0].clock.counts_ns ? " s" : "", task_name(r, ev, task),
	       ev->value[F_NR], ev->name, v->text);
	for (i = 0; i < v->before; i++)
		show_event(r, &v->around[i], false);
	show_event(r, ev, true);
	for (i = v->before; i < v->before + v->after; i++)
		show_event(r, &v->around[i], false);
}

static void show(const struct dynsc_reader *r, const struct dynsc_check *c)
{
	const struct dynsc_source *source = r->sources;
	bool first = true;
	size_t i;

	printf("%s%s%s: %llu events of %zu numbers: ", source->path,
	       source->buffer ? ", buffer " : "", source->buffer ?: "", c->events, c->n_entries);
	printf("%llu calls, %llu refused, %llu removals, %llu swaps", c->calls, c->refused,
	       c->removals, c->swaps);
	if (c->rescues)
		printf(", %llu rescue%s", c->rescues, c->rescues == 1 ? "" : "s");
	fputs(": ", stdout);
	if (c->n_violations)
		printf("%s%s%zu violation%s%s\n", style(RED), c->full ? "at least " : "",
		       c->n_violations, c->n_violations == 1 ? "" : "s", style(PLAIN));
	else
		printf("%sno violation%s\n", style(GREEN), style(PLAIN));
	for (i = 0; i < ARRAY_SIZE(looked_at); i++) {
		if (c->has[looked_at[i]])
			continue;
		printf("%s%s", first ? "  not recorded, so not all was checked: " : ", ",
		       short_name(looked_at[i]));
		first = false;
	}
	if (!first)
		putchar('\n');
	if (c->losses)
		printf("  events were lost in %llu place%s: what was before proves nothing after\n",
		       c->losses, c->losses == 1 ? "" : "s");
	if (!source->clock.orders)
		printf("  its clock, %s, does not order events of different CPUs for certain,\n"
		       "  and a violation that depends on their order is no proof\n",
		       source->clock.name ?: "unknown");
	for (i = 0; i < c->n_violations; i++)
		show_violation(r, c->violations[i]);
}

static void emit_violation(struct emit *e, const struct dynsc_reader *r,
			   const struct dynsc_violation *v)
{
	emit_object(e, NULL);
	emit_text(e, "rule", dynsc_rule_names[v->rule]);
	emit_known(e, "ns", r->sources[0].clock.counts_ns, v->ev.ts);
	emit_number(e, "cpu", v->ev.cpu);
	emit_number(e, "pid", v->ev.pid);
	emit_text(e, "comm", dynsc_reader_comm(r, 0, v->ev.pid));
	emit_number(e, "nr", v->ev.value[F_NR]);
	emit_text(e, "name", v->ev.name);
	emit_text(e, "event", short_name(v->ev.type));
	emit_text(e, "text", v->text);
	emit_object_end(e);
}

static void emit(struct emit *e, const struct dynsc_reader *r, const struct dynsc_check *c)
{
	size_t i;

	emit_object(e, NULL);
	emit_text(e, "file", r->sources[0].path);
	emit_number(e, "events", c->events);
	emit_number(e, "numbers", c->n_entries);
	emit_number(e, "calls", c->calls);
	emit_number(e, "refused", c->refused);
	emit_number(e, "removals", c->removals);
	emit_number(e, "swaps", c->swaps);
	emit_number(e, "losses", c->losses);
	emit_number(e, "rescues", c->rescues);
	emit_text(e, "buffer", r->sources[0].buffer);
	emit_text(e, "clock", r->sources[0].clock.name);
	emit_bool(e, "order_is_certain", r->sources[0].clock.orders);
	emit_list(e, "not_recorded");
	for (i = 0; i < ARRAY_SIZE(looked_at); i++) {
		if (c->has[looked_at[i]])
			continue;
		emit_object(e, NULL);
		emit_text(e, "event", short_name(looked_at[i]));
		emit_object_end(e);
	}
	emit_list_end(e);
	emit_list(e, "violations");
	for (i = 0; i < c->n_violations; i++)
		emit_violation(e, r, c->violations[i]);
	emit_list_end(e);
	emit_object_end(e);
}

static const char *symbol(void *reader, __u64 address)
{
	return dynsc_reader_symbol(reader, 0, address);
}

/* Each by itself: the numbers of one machine mean nothing on another. */
static int check_file(char *path, struct emit *e)
{
	struct dynsc_check *c = dynsc_must(calloc(1, sizeof(*c)));
	struct dynsc_event ev = { 0 };
	struct dynsc_reader r;
	int type, status, violations;

	if (!dynsc_reader_open_buffer(&r, &path, 1, buffer)) {
		complain("%s", r.error);
		return NOT_FOUND;
	}
	for (type = 0; type < EV_RECORDED; type++)
		c->has[type] = dynsc_reader_has(&r, type);
	c->symbol = symbol;
	c->symbol_data = &r;
	c->untimed = !r.sources[0].clock.counts_ns;
	while ((status = dynsc_reader_next(&r, &ev)) > 0)
		dynsc_check_add(c, &ev);
	if (status < 0) {
		complain("%s", r.error);
		return NOT_FOUND;
	}
	violations = dynsc_check_finish(c);
	if (e)
		emit(e, &r, c);
	else
		show(&r, c);
	dynsc_check_free(c);
	free(c);
	return violations ? FAILED : DONE;
}

/* A violation counts more than a file that cannot be read. */
static int check_all(void *data)
{
	struct emit e;
	char **file;
	int status, worst = DONE;

	if (json) {
		emit_begin(&e, NULL);
		emit_list(&e, "files");
	}
	for (file = data; *file; file++) {
		status = check_file(*file, json ? &e : NULL);
		if (worst == DONE || status == FAILED)
			worst = status;
	}
	if (json) {
		emit_list_end(&e);
		emit_end(&e);
	}
	return worst;
}

static int run(int argc, char **argv)
{
	if (argc < 2) {
		complain("check which file? See \"dynsc check --help\"");
		return USAGE;
	}
	style_init();
	return guarded(check_all, argv + 1, argc > 2 ? "one of the files" : argv[1], NOT_FOUND);
}

static bool set(int key, char *text)
{
	(void)key;
	buffer = text;
	return *text;
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (!option)
		puts(COMPLETE_FILES);
}

static const struct option_row options[] = {
	{ "json", NULL, "print the verdicts as JSON", &json, 0 },
	{ "buffer", "NAME", "read this buffer of a file that has several; top: the unnamed one",
	  NULL, 'b' },
	{ }
};

const struct command cmd_check = {
	.name = "check",
	.words = "[OPTION...] FILE...",
	.does = "check that a trace is as it must be",
	.about =
"Checks each FILE, a trace that trace-cmd has recorded, against what dyn_syscall\n"
"promises, and prints each violation with the events around it:\n"
"\n"
"  state        states follow each other as they may; what was rescued is undoing\n"
"  owner        a number has one name and one owner, and a name one number\n"
"  gate         callers enter after the gate was opened, which it is once\n"
"  refused      callers are refused only while it is not open, and for a reason\n"
"  left         what has entered leaves, once\n"
"  lock         nothing is inside, and nothing enters, once the write lock is held\n"
"  eagain       attempts of a removal agree with what is inside\n"
"  generation   handlers follow each other by swap, and a third waits for the first\n"
"\n"
"What was not recorded, or lost, proves nothing and is no violation.\n",
	.options = options,
	.status = "0 no violation; 1 a violation; 2 wrong usage; 3 a file cannot be read.",
	.set = set,
	.run = run,
	.complete = complete,
};
