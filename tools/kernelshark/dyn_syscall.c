// SPDX-License-Identifier: GPL-2.0
/*
 * A KernelShark plugin for the events of dyn_syscall: the half that KernelShark
 * calls while it loads a file. It copies what it needs from the records. It
 * keeps no pointer to KernelShark's entries, which are freed without notice when
 * a file is reloaded.
 *
 * The plugin interface of 2.2 has only one place for text, the Info column, which
 * is also shown above the plots for the event under the pointer. get_info() is
 * replaced, so that the event that begins a call also shows how it ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <event-parse.h>
#include <libkshark-tepdata.h>
#include "dyn_syscall.h"

/* What the model is made from. */
static const enum dynsc_event_type types[] = {
	EV_ENTER, EV_EXIT, EV_ENOSYS, EV_FALLBACK, EV_EAGAIN, EV_STATE, EV_UNLOCK,
	EV_WRITE_TRYLOCK, EV_SWAP, EV_RESCUE, EV_SWITCH,
};

struct context {
	struct model *model;
	struct dynsc_format format;
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

/* What KernelShark adds to the times of this file; the user may change it. */
int64_t plugin_offset(int sd)
{
	struct kshark_context *ks = NULL;
	struct kshark_data_stream *stream;

	if (!kshark_instance(&ks))
		return 0;
	stream = kshark_get_data_stream(ks, sd);
	return stream ? stream_offset(stream) : 0;
}

static int64_t value_of(const struct dynsc_event *ev)
{
	switch (ev->type) {
	case EV_EXIT:
		return ev->value[F_RET];
	case EV_STATE:
		return ev->value[F_TO];
	case EV_SWAP:
		return ev->value[F_GENERATION];
	case EV_RESCUE:
		return ev->value[F_RESCUE];
	case EV_WRITE_TRYLOCK:
		return ev->value[F_GRANTED];
	case EV_ENOSYS:
	case EV_FALLBACK:
		return ev->value[F_WHY];
	default:
		return 0;
	}
}

static void on_event(struct kshark_data_stream *stream, void *rec, struct kshark_entry *entry)
{
	struct context *ctx = __get_context(stream->stream_id);
	int64_t ts = entry->ts - stream_offset(stream);
	const struct tep_record *record = rec;
	enum dynsc_event_type type;
	struct dynsc_event ev;
	struct event e = {};

	if (!ctx)
		return;
	type = dynsc_format_type(&ctx->format, record->data, record->size);
	if (type == EV_RECORDED ||
	    !dynsc_decode(&ctx->format, type, record->data, record->size, &ev))
		return;
	if (type == EV_SWITCH) {
		model_switch(ctx->model, entry->cpu, ts, ev.value[F_PREV_PID],
			     ev.value[F_NEXT_PID]);
		return;
	}
	e.ts = ts;
	e.value = value_of(&ev);
	e.ns = type == EV_EXIT ? ev.value[F_NS] : 0;
	e.cpu = entry->cpu;
	e.nr = ev.value[F_NR];
	e.type = type;
	e.name = model_name(ctx->model, ev.name);
	model_event(ctx->model, entry->pid, &e);
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
	if (!info || entry->event_id != dynsc_format_id(&ctx->format, EV_ENTER))
		return info;
	outcome = model_outcome(ctx->model, entry->pid, entry->ts - stream_offset(stream));
	if (outcome && asprintf(&both, "%s  %s", outcome, info) >= 0) {
		free(info);
		info = both;
	}
	free(outcome);
	return info;
}

static void handlers(struct kshark_data_stream *stream, const struct context *ctx,
		     int (*change)(struct kshark_data_stream *, int,
				   kshark_plugin_event_handler_func))
{
	size_t i;
	int id;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		id = dynsc_format_id(&ctx->format, types[i]);
		if (id >= 0)
			change(stream, id, on_event);
	}
	change(stream, KS_EVENT_OVERFLOW, on_lost);
}

int KSHARK_PLOT_PLUGIN_INITIALIZER(struct kshark_data_stream *stream)
{
	struct kshark_generic_stream_interface *interface = stream->interface;
	struct context *ctx;
	char why[256];

	if (!kshark_is_tep(stream))
		return 0;
	ctx = __init(stream->stream_id);
	if (!ctx)
		return 0;
	ctx->model = model_new();
	/* Events that this plugin does not understand are not drawn at all. */
	if (!ctx->model || !dynsc_format_learn(&ctx->format, kshark_get_tep(stream), why)) {
		__close(stream->stream_id);
		return 0;
	}

	handlers(stream, ctx, kshark_register_event_handler);
	kshark_register_draw_handler(stream, plugin_draw);
	ctx->get_info = interface->get_info;
	interface->get_info = get_info;
	return 1;
}

/* Also called once at the end, with an unused stream. */
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

/* There is no menu, but only this function gets the window. */
void *KSHARK_MENU_PLUGIN_INITIALIZER(void *window)
{
	plugin_window(window);
	return NULL;
}
