// SPDX-License-Identifier: GPL-2.0
/* From a record to an event; see decode.h. */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <event-parse.h>
#include "memory.h"
#include "decode.h"

const char * const dynsc_kind_names[KINDS] = { "dynamic", "hijacked" };
const char * const dynsc_state_names[STATES] = { "free", "reserved", "active", "undoing" };
const char * const dynsc_why_names[WHYS] = {
	"open", "not_yet_unlocked", "closing", "straggler", "unused", "outside",
};

const char * const dynsc_rescue_names[RESCUES] = { "none", "key", "probation", "oops", "warn" };

enum { NAME = -1, COMM = -2, NEXT_COMM = -3, OWNER = -4, HANDLER = -5, FROM = -6 };

static const struct {
	size_t offset, room;
} texts[] = {
	[-NAME] = { offsetof(struct dynsc_event, name), DYNSC_NAME_LEN },
	[-COMM] = { offsetof(struct dynsc_event, comm), DYNSC_COMM_LEN },
	[-NEXT_COMM] = { offsetof(struct dynsc_event, next_comm), DYNSC_COMM_LEN },
	[-OWNER] = { offsetof(struct dynsc_event, owner), DYNSC_CLIENT_LEN },
	[-HANDLER] = { offsetof(struct dynsc_event, handler), DYNSC_CLIENT_LEN },
	[-FROM] = { offsetof(struct dynsc_event, from), DYNSC_CLIENT_LEN },
};

static const struct {
	const char * const *names;
	int count;
} symbols[DYNSC_SYMBOLS] = {
	{ dynsc_kind_names, KINDS },
	{ dynsc_state_names, STATES },
	{ dynsc_why_names, WHYS },
	{ dynsc_rescue_names, RESCUES },
};

struct wanted {
	const char *field;
	signed char to, symbols;	/* 1 + index of symbols[] */
};

#define NR		{ "nr", F_NR }
#define KIND		{ "kind", F_KIND, 1 }
#define THE_NAME	{ "name", NAME }

static const struct {
	const char *system, *event;
	struct wanted field[DYNSC_MAX_SLOTS];
} wanted[EV_RECORDED] = {
	[EV_STATE] = { "dyn_syscall", "dyn_syscall_state", {
		NR, KIND, THE_NAME,
		{ "from", F_FROM, 2 }, { "to", F_TO, 2 }, { "original", F_ORIGINAL },
		{ "owner", OWNER }, { "handler", HANDLER } } },
	[EV_UNLOCK] = { "dyn_syscall", "dyn_syscall_unlock", { NR, KIND, THE_NAME } },
	[EV_READ_TRYLOCK] = { "dyn_syscall", "dyn_syscall_read_trylock", {
		NR, KIND, THE_NAME,
		{ "granted", F_GRANTED }, { "why", F_WHY, 3 } } },
	[EV_ENTER] = { "dyn_syscall", "dyn_syscall_enter", { NR, KIND, THE_NAME } },
	[EV_EXIT] = { "dyn_syscall", "dyn_syscall_exit", {
		NR, KIND, THE_NAME,
		{ "ret", F_RET }, { "ns", F_NS } } },
	[EV_ORIGINAL] = { "dyn_syscall", "dyn_syscall_original", {
		NR, KIND, THE_NAME,
		{ "ret", F_RET }, { "ns", F_NS } } },
	[EV_ENOSYS] = { "dyn_syscall", "dyn_syscall_enosys", {
		NR, KIND, THE_NAME,
		{ "why", F_WHY, 3 } } },
	[EV_FALLBACK] = { "dyn_syscall", "dyn_syscall_fallback", {
		NR, KIND, THE_NAME,
		{ "why", F_WHY, 3 } } },
	[EV_WRITE_TRYLOCK] = { "dyn_syscall", "dyn_syscall_write_trylock", {
		NR, KIND, THE_NAME,
		{ "granted", F_GRANTED }, { "living", F_LIVING },
		{ "attempt", F_ATTEMPT }, { "waited_ns", F_WAITED } } },
	[EV_EAGAIN] = { "dyn_syscall", "dyn_syscall_eagain", {
		NR, KIND, THE_NAME,
		{ "living", F_LIVING }, { "attempt", F_ATTEMPT }, { "pid", F_PID },
		{ "comm", COMM } } },
	[EV_SWAP] = { "dyn_syscall", "dyn_syscall_swap", {
		NR, KIND, THE_NAME,
		{ "from", FROM }, { "to", OWNER }, { "handler", HANDLER },
		{ "generation", F_GENERATION }, { "living", F_LIVING } } },
	[EV_RESCUE] = { "dyn_syscall", "dyn_syscall_rescue", {
		NR, KIND, THE_NAME,
		{ "why", F_RESCUE, 4 }, { "owner", OWNER } } },
	[EV_SWITCH] = { "sched", "sched_switch", {
		{ "prev_pid", F_PREV_PID }, { "prev_state", F_PREV_STATE },
		{ "prev_comm", COMM }, { "next_pid", F_NEXT_PID },
		{ "next_comm", NEXT_COMM } } },
	[EV_WAKING] = { "sched", "sched_waking", { { "pid", F_PID } } },
};

const char *dynsc_event_name(enum dynsc_event_type type)
{
	return wanted[type].event;
}

bool dynsc_event_is_ours(enum dynsc_event_type type)
{
	return type < EV_SWITCH;
}

static const char *printed_field(const struct tep_print_arg *arg)
{
	while (arg && arg->type == TEP_PRINT_TYPE)
		arg = arg->typecast.item;
	return arg && arg->type == TEP_PRINT_FIELD ? arg->field.name : NULL;
}

/* The names that the event's print format gives to numbers of a field. */
static const struct tep_print_flag_sym *symbols_of(const struct tep_event *event,
						   const char *field)
{
	const struct tep_print_arg *arg;
	const char *name;

	for (arg = event->print_fmt.args; arg; arg = arg->next) {
		if (arg->type != TEP_PRINT_SYMBOL)
			continue;
		name = printed_field(arg->symbol.field);
		if (name && !strcmp(name, field))
			return arg->symbol.symbols;
	}
	return NULL;
}

/* All events of a file have the same enums. */
static bool learn_symbols(struct dynsc_format *f, const struct tep_event *event,
			  const char *field, int which)
{
	const struct tep_print_flag_sym *s = symbols_of(event, field);
	int i;

	for (; s; s = s->next) {
		unsigned long number = strtoul(s->value ?: "", NULL, 0);

		for (i = 0; s->str && i < symbols[which].count; i++)
			if (number < DYNSC_MAX_SYMBOL && !strcmp(s->str, symbols[which].names[i]))
				f->symbol[which][number] = i;
	}
	return symbols_of(event, field);
}

static bool learn_field(struct dynsc_slot *slot, const struct tep_format_field *field, bool text)
{
	if (!field || field->offset < 0 || field->size <= 0 || field->size > 4096)
		return false;
	if (text != !!(field->flags & TEP_FIELD_IS_ARRAY))
		return false;
	slot->is_dynamic = field->flags & TEP_FIELD_IS_DYNAMIC;
	if (slot->is_dynamic && (field->size != 4 || field->flags & TEP_FIELD_IS_RELATIVE))
		return false;
	if (!text && field->size != 1 && field->size != 2 && field->size != 4 &&
	    field->size != 8)
		return false;
	slot->offset = field->offset;
	slot->size = field->size;
	slot->is_signed = field->flags & TEP_FIELD_IS_SIGNED;
	return true;
}

/* False: the event is not as we know it, and @why says how. */
static bool learn_event(struct dynsc_format *f, enum dynsc_event_type type,
			struct tep_event *event, char why[256])
{
	struct dynsc_layout *layout = &f->layout[type];
	const struct wanted *w;

	for (w = wanted[type].field; w->field; w++) {
		struct dynsc_slot *slot = &layout->slot[layout->slots++];

		if (!learn_field(slot, tep_find_field(event, w->field), w->to < 0)) {
			snprintf(why, 256, "event %s has no field \"%s\" that this dynsc can read",
				 event->name, w->field);
			return false;
		}
		slot->to = w->to;
		slot->symbols = w->symbols - 1;
		if (slot->offset + slot->size > layout->size)
			layout->size = slot->offset + slot->size;
		if (w->symbols && !learn_symbols(f, event, w->field, slot->symbols)) {
			snprintf(why, 256, "event %s does not say what its field \"%s\" means",
				 event->name, w->field);
			return false;
		}
	}
	layout->id = event->id;
	f->type_of[event->id] = type + 1;
	return true;
}

static bool learn_common(struct dynsc_slot *slot, struct tep_event *event, const char *name)
{
	return learn_field(slot, tep_find_common_field(event, name), false);
}

/**
 * dynsc_format_learn() - find the events of a file and their fields
 * @f: filled
 * @tep: the file's formats, parsed by libtraceevent
 * @why: says what is wrong if this fails
 *
 * Events of the scheduler are optional: those that cannot be read are ignored.
 *
 * Return: true when the file has at least one event of dyn_syscall and every
 * one of them can be read.
 */
bool dynsc_format_learn(struct dynsc_format *f, struct tep_handle *tep, char why[256])
{
	char ignored[256];
	int type, ours = 0;

	memset(f, 0, sizeof(*f));
	memset(f->symbol, -1, sizeof(f->symbol));
	f->tep = tep;
	for (type = 0; type < EV_RECORDED; type++) {
		struct tep_event *event = tep_find_event_by_name(tep, wanted[type].system,
								 wanted[type].event);
		bool extra = type == EV_SWITCH || type == EV_WAKING;

		if (!event)
			continue;
		if (event->id < 0 || event->id >= (int)ARRAY_SIZE(f->type_of) ||
		    !learn_common(&f->id, event, "common_type") ||
		    !learn_common(&f->pid, event, "common_pid")) {
			snprintf(why, 256, "event %s has a header that this dynsc cannot read",
				 wanted[type].event);
			return false;
		}
		if (!learn_event(f, type, event, extra ? ignored : why) && !extra)
			return false;
		ours += !extra;
	}
	if (!ours)
		snprintf(why, 256, "it has no events of dyn_syscall");
	return ours;
}

static __s64 number(const struct dynsc_format *f, const struct dynsc_slot *slot, const void *data)
{
	__u64 value = tep_read_number(f->tep, data + slot->offset, slot->size);
	int shift = 64 - 8 * slot->size;

	return slot->is_signed ? (__s64)(value << shift) >> shift : (__s64)value;
}

int dynsc_format_id(const struct dynsc_format *f, enum dynsc_event_type type)
{
	unsigned int id = f->layout[type].id;

	return f->type_of[id] == type + 1 ? (int)id : -1;
}

/* EV_RECORDED: an event that is not decoded. */
enum dynsc_event_type dynsc_format_type(const struct dynsc_format *f, const void *data,
					unsigned int size)
{
	unsigned int id;

	if (size < f->id.offset + f->id.size)
		return EV_RECORDED;
	id = number(f, &f->id, data);
	if (id >= ARRAY_SIZE(f->type_of) || !f->type_of[id])
		return EV_RECORDED;
	return f->type_of[id] - 1;
}

/*
 * Texts of any length stand behind the fields; a field holds the length, above, and the
 * offset. In older traces the name is an array of fixed size.
 */
static bool find_text(const struct dynsc_format *f, const struct dynsc_slot *slot,
		      const void *data, unsigned int size, const char **text, size_t *room)
{
	__u32 where;

	*text = data + slot->offset;
	*room = slot->size;
	if (!slot->is_dynamic)
		return true;
	where = tep_read_number(f->tep, *text, slot->size);
	*text = data + (where & 0xffff);
	*room = where >> 16;
	return (where & 0xffff) + *room <= size;
}

/* Control characters must not reach a terminal. */
static void copy_text(char *to, size_t room, const char *from, size_t size)
{
	size_t i;

	if (size >= room)
		size = room - 1;
	for (i = 0; i < size && from[i]; i++)
		to[i] = (unsigned char)from[i] < ' ' || from[i] == 127 ? '?' : from[i];
	memset(to + i, 0, room - i);
}

/**
 * dynsc_decode() - read a record's fields
 * @f: the file's formats
 * @type: what dynsc_format_type() returned
 * @data: the record
 * @size: its size
 * @ev: gets the type, the pid and the fields that this type has
 *
 * Return: false when the record is too short for its format or for a text, or when a
 * field has a number without a symbol.
 */
bool dynsc_decode(const struct dynsc_format *f, enum dynsc_event_type type, const void *data,
		  unsigned int size, struct dynsc_event *ev)
{
	const struct dynsc_layout *layout = &f->layout[type];
	unsigned int i;

	if (size < layout->size || size < f->pid.offset + f->pid.size)
		return false;
	ev->type = type;
	ev->pid = number(f, &f->pid, data);
	for (i = 0; i < layout->slots; i++) {
		const struct dynsc_slot *slot = &layout->slot[i];
		__s64 value;

		if (slot->to < 0) {
			const char *text;
			size_t room;

			if (!find_text(f, slot, data, size, &text, &room))
				return false;
			copy_text((char *)ev + texts[-slot->to].offset,
				  texts[-slot->to].room, text, room);
			continue;
		}
		value = number(f, slot, data);
		if (slot->symbols >= 0) {
			if (value < 0 || value >= DYNSC_MAX_SYMBOL)
				return false;
			value = f->symbol[slot->symbols][value];
			if (value < 0)
				return false;
		}
		ev->value[slot->to] = value;
	}
	return true;
}
