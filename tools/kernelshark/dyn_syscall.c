// SPDX-License-Identifier: GPL-2.0
/*
 * A KernelShark plugin for the events of dyn_syscall: the half that KernelShark
 * calls while it loads a file. It copies what it needs out of the records and
 * keeps no pointer to KernelShark's entries, which are freed when a file is
 * loaded anew without the plugin being told.
 *
 * The Info column is the one place for text that the plugin interface of 2.2
 * has, in the table and, under the pointer, above the plots. get_info() is
 * replaced, so that the event that begins a call also tells how it ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <event-parse.h>
#include "libkshark-tepdata.h"
#include "dyn_syscall.h"

static const struct source {
	const char *event;
	const char *value;	/* the field to keep, if any */
} sources[KINDS] = {
	[KIND_ENTER] = { "dyn_syscall_enter", NULL },
	[KIND_EXIT] = { "dyn_syscall_exit", "ret" },
	[KIND_ENOSYS] = { "dyn_syscall_enosys", "why" },
	[KIND_FALLBACK] = { "dyn_syscall_fallback", "why" },
	[KIND_EAGAIN] = { "dyn_syscall_eagain", NULL },
	[KIND_STATE] = { "dyn_syscall_state", "to" },
	[KIND_UNLOCK] = { "dyn_syscall_unlock", NULL },
	[KIND_WRITE_TRYLOCK] = { "dyn_syscall_write_trylock", "granted" },
};

static const char * const state_names[STATES] = {
	[STATE_FREE] = "free",
	[STATE_RESERVED] = "reserved",
	[STATE_ACTIVE] = "active",
	[STATE_UNDOING] = "undoing",
};

struct format {
	struct tep_event *event;
	struct tep_format_field *nr, *name, *value, *ns;
};

struct context {
	struct model *model;
	struct format formats[KINDS];
	struct tep_event *sched_switch;
	struct tep_format_field *prev_pid, *next_pid;
	long long straggler;		/* the number that the kernel writes for it */
	long long states[STATES];
	stream_get_str_func get_info;	/* KernelShark's own */
};

static void context_free(struct context *ctx)
{
	model_free(ctx->model);
	free(ctx);
}

KS_DEFINE_PLUGIN_CONTEXT(struct context, context_free)

struct model *plugin_model(int sd)
{
	struct context *ctx = __get_context(sd);

	return ctx ? ctx->model : NULL;
}

static int64_t stream_offset(const struct kshark_data_stream *stream)
{
	if (stream->calib != kshark_offset_calib || !stream->calib_array_size)
		return 0;
	return stream->calib_array[0];
}

/* What KernelShark has added to the times of this file; the user may change it. */
int64_t plugin_offset(int sd)
{
	struct kshark_context *ks = NULL;
	struct kshark_data_stream *stream;

	if (!kshark_instance(&ks))
		return 0;
	stream = kshark_get_data_stream(ks, sd);
	return stream ? stream_offset(stream) : 0;
}

/* The number that the event's format gives a word, -1 when it has none. */
static long long symbol(const struct tep_event *event, const char *word)
{
	const struct tep_print_flag_sym *s;
	const struct tep_print_arg *arg;

	for (arg = event ? event->print_fmt.args : NULL; arg; arg = arg->next) {
		if (arg->type != TEP_PRINT_SYMBOL)
			continue;
		for (s = arg->symbol.symbols; s; s = s->next)
			if (s->str && s->value && !strcmp(s->str, word))
				return strtoll(s->value, NULL, 0);
	}
	return -1;
}

static long long number(struct tep_format_field *field, const struct tep_record *record)
{
	unsigned long long value;

	if (!field || tep_read_number_field(field, record->data, &value))
		return 0;
	return value;
}

static int find_kind(const struct context *ctx, int event_id)
{
	int kind;

	for (kind = 0; kind < KINDS; kind++)
		if (ctx->formats[kind].event && ctx->formats[kind].event->id == event_id)
			break;
	return kind;
}

static int find_state(const struct context *ctx, long long value)
{
	int state;

	for (state = 0; state < STATES; state++)
		if (ctx->states[state] == value)
			break;
	return state;
}

static void on_event(struct kshark_data_stream *stream, void *rec, struct kshark_entry *entry)
{
	struct context *ctx = __get_context(stream->stream_id);
	const struct tep_record *record = rec;
	const struct format *f;
	struct event e = {};
	int kind;

	if (!ctx)
		return;
	kind = find_kind(ctx, entry->event_id);
	if (kind == KINDS)
		return;

	f = &ctx->formats[kind];
	e.ts = entry->ts - stream_offset(stream);
	e.value = number(f->value, record);
	e.ns = number(f->ns, record);
	e.cpu = entry->cpu;
	e.nr = number(f->nr, record);
	e.kind = kind;
	e.name = model_name(ctx->model, (const char *)record->data + f->name->offset,
			    f->name->size);
	if (kind == KIND_ENOSYS || kind == KIND_FALLBACK)
		e.straggler = e.value == ctx->straggler;
	if (kind == KIND_STATE)
		e.value = find_state(ctx, e.value);
	model_event(ctx->model, entry->pid, &e);
}

static void on_switch(struct kshark_data_stream *stream, void *rec, struct kshark_entry *entry)
{
	struct context *ctx = __get_context(stream->stream_id);

	if (ctx)
		model_switch(ctx->model, entry->cpu, entry->ts - stream_offset(stream),
			     number(ctx->prev_pid, rec), number(ctx->next_pid, rec));
}

static void on_lost(struct kshark_data_stream *stream, void *rec, struct kshark_entry *entry)
{
	struct context *ctx = __get_context(stream->stream_id);

	(void)rec;
	if (ctx)
		model_lost(ctx->model, entry->cpu, entry->ts - stream_offset(stream));
}

static char *get_info(struct kshark_data_stream *stream, const struct kshark_entry *entry)
{
	struct context *ctx = __get_context(stream->stream_id);
	char *info, *outcome, *both;

	if (!ctx)
		return NULL;
	info = ctx->get_info(stream, entry);
	if (!info || find_kind(ctx, entry->event_id) != KIND_ENTER)
		return info;
	outcome = model_outcome(ctx->model, entry->pid, entry->ts - stream_offset(stream));
	if (outcome && asprintf(&both, "%s  %s", outcome, info) >= 0) {
		free(info);
		info = both;
	}
	free(outcome);
	return info;
}

/* False when the file has none of our events. */
static bool read_formats(struct context *ctx, struct tep_handle *tep)
{
	bool any = false;
	int i;

	for (i = 0; i < KINDS; i++) {
		struct format *f = &ctx->formats[i];
		struct tep_event *event = tep_find_event_by_name(tep, "dyn_syscall",
								 sources[i].event);

		if (!event)
			continue;
		f->nr = tep_find_field(event, "nr");
		f->name = tep_find_field(event, "name");
		f->ns = tep_find_field(event, "ns");
		if (sources[i].value)
			f->value = tep_find_field(event, sources[i].value);
		/* Another format than ours: nothing is better than nonsense. */
		if (!f->nr || !f->name || (sources[i].value && !f->value))
			continue;
		f->event = event;
		any = true;
	}

	ctx->straggler = symbol(ctx->formats[KIND_ENOSYS].event, "straggler");
	if (ctx->straggler < 0)
		ctx->straggler = symbol(ctx->formats[KIND_FALLBACK].event, "straggler");
	for (i = 0; i < STATES; i++)
		ctx->states[i] = symbol(ctx->formats[KIND_STATE].event, state_names[i]);

	ctx->sched_switch = tep_find_event_by_name(tep, "sched", "sched_switch");
	if (ctx->sched_switch) {
		ctx->prev_pid = tep_find_field(ctx->sched_switch, "prev_pid");
		ctx->next_pid = tep_find_field(ctx->sched_switch, "next_pid");
		if (!ctx->prev_pid || !ctx->next_pid)
			ctx->sched_switch = NULL;
	}
	return any;
}

static void handlers(struct kshark_data_stream *stream, const struct context *ctx,
		     int (*change)(struct kshark_data_stream *, int,
				   kshark_plugin_event_handler_func))
{
	int i;

	for (i = 0; i < KINDS; i++)
		if (ctx->formats[i].event)
			change(stream, ctx->formats[i].event->id, on_event);
	if (ctx->sched_switch)
		change(stream, ctx->sched_switch->id, on_switch);
	change(stream, KS_EVENT_OVERFLOW, on_lost);
}

int KSHARK_PLOT_PLUGIN_INITIALIZER(struct kshark_data_stream *stream)
{
	struct kshark_generic_stream_interface *interface = stream->interface;
	struct context *ctx;

	if (!kshark_is_tep(stream))
		return 0;
	ctx = __init(stream->stream_id);
	if (!ctx)
		return 0;
	ctx->model = model_new();
	if (!ctx->model || !read_formats(ctx, kshark_get_tep(stream))) {
		__close(stream->stream_id);
		return 0;
	}

	handlers(stream, ctx, kshark_register_event_handler);
	kshark_register_draw_handler(stream, plugin_draw);
	ctx->get_info = interface->get_info;
	interface->get_info = get_info;
	return 1;
}

/* Also called once at the end, with a stream that is none. */
int KSHARK_PLOT_PLUGIN_DEINITIALIZER(struct kshark_data_stream *stream)
{
	struct context *ctx = __get_context(stream->stream_id);
	struct kshark_generic_stream_interface *interface;

	if (ctx) {
		interface = stream->interface;
		if (interface && interface->get_info == get_info)
			interface->get_info = ctx->get_info;
		kshark_unregister_draw_handler(stream, plugin_draw);
		handlers(stream, ctx, kshark_unregister_event_handler);
	}
	__close(stream->stream_id);
	return !!ctx;
}

/* There is no menu; but this is how a plugin gets to know the window. */
void *KSHARK_MENU_PLUGIN_INITIALIZER(void *window)
{
	plugin_window(window);
	return NULL;
}
