/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An event as the report sees it, and how to get there from a record: fields
 * are found by name once per file, and then read by offset, so that files of
 * different kernels can be read together. Enums are translated by the symbols
 * that the event's own format gives to its numbers.
 */
#ifndef DYNSC_EVENT_H
#define DYNSC_EVENT_H

#include <stdbool.h>
#include <event-parse.h>
#include <linux/types.h>

enum event_type {
	EV_STATE, EV_UNLOCK, EV_READ_TRYLOCK, EV_ENTER, EV_EXIT,
	EV_ORIGINAL, EV_ENOSYS, EV_FALLBACK, EV_WRITE_TRYLOCK, EV_EAGAIN,
	EV_SWITCH, EV_WAKING,
	EV_RECORDED,	/* so many kinds of events are read, others only counted; */
	EV_BEGIN, EV_LOST, EV_END, /* these are made by trace.c */
};

enum kind { KIND_DYNAMIC, KIND_HIJACKED, KINDS };
enum state { STATE_FREE, STATE_RESERVED, STATE_ACTIVE, STATE_UNDOING, STATES };
enum why { WHY_OPEN, WHY_NOT_UNLOCKED, WHY_CLOSING, WHY_STRAGGLER, WHY_UNUSED, WHYS };

extern const char * const kind_names[KINDS];
extern const char * const state_names[STATES];
extern const char * const why_names[WHYS];

/* What events have, beside a name. Not all have all. */
enum field {
	F_NR, F_KIND, F_FROM, F_TO, F_WHY, F_GRANTED, F_ORIGINAL, F_RET,
	F_NS, F_LIVING, F_ATTEMPT, F_WAITED, F_PID, F_PREV_PID, F_PREV_STATE,
	F_NEXT_PID, FIELDS,
};

#define NAME_LEN	32
#define COMM_LEN	16
#define CLIENT_LEN	64	/* a module's name, a function's */

struct event {
	enum event_type type;
	int file, cpu, pid;
	__u64 ts;
	__s64 value[FIELDS];
	char name[NAME_LEN];
	char comm[COMM_LEN], next_comm[COMM_LEN];
	char owner[CLIENT_LEN], handler[CLIENT_LEN];
	__u64 since;		/* EV_LOST: when the CPU's last event was */
	__s64 lost;		/* and how many, or -1 when that is not known */
};

struct slot {
	unsigned int offset, size;
	bool is_signed;
	signed char to;		/* enum field, or one of the texts below 0 */
	signed char symbols;	/* which translation, or -1 */
};

#define MAX_SLOTS	9
#define SYMBOLS		3
#define MAX_SYMBOL	16

struct layout {
	unsigned int slots, size;
	struct slot slot[MAX_SLOTS];
};

/* One file's way to write events. */
struct format {
	struct tep_handle *tep;
	struct slot id, pid;
	unsigned char type_of[1 << 16];	/* event id: type + 1 */
	struct layout layout[EV_RECORDED];
	/* From a number in the trace to ours, by enum; -1: has no symbol. */
	signed char symbol[SYMBOLS][MAX_SYMBOL];
};

const char *event_name(enum event_type type);
bool format_learn(struct format *f, struct tep_handle *tep, char why[static 256]);
enum event_type format_type(const struct format *f, const void *data, unsigned int size);
bool format_decode(const struct format *f, enum event_type type, const void *data,
		   unsigned int size, struct event *ev);

#endif /* DYNSC_EVENT_H */
