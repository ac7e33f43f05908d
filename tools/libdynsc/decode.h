/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a record of a trace to an event. Fields are found by name once per file
 * and then read by offset, so that files of different kernels can be read
 * together. Numbers of enums are translated by the symbols in the event's format.
 */
#ifndef DYNSC_DECODE_H
#define DYNSC_DECODE_H

#include <stdbool.h>
#include <linux/types.h>

struct tep_handle;

enum dynsc_event_type {
	EV_STATE, EV_UNLOCK, EV_READ_TRYLOCK, EV_ENTER, EV_EXIT,
	EV_ORIGINAL, EV_ENOSYS, EV_FALLBACK, EV_WRITE_TRYLOCK, EV_EAGAIN, EV_SWAP, EV_RESCUE,
	EV_SWITCH, EV_WAKING,
	EV_RECORDED,	/* types above are decoded, others only counted */
	EV_BEGIN, EV_LOST, EV_END, /* made by reader.c */
};

enum dynsc_kind { KIND_DYNAMIC, KIND_HIJACKED, KINDS };
enum dynsc_state { STATE_FREE, STATE_RESERVED, STATE_ACTIVE, STATE_UNDOING, STATES };
enum dynsc_why { WHY_OPEN, WHY_NOT_UNLOCKED, WHY_CLOSING, WHY_STRAGGLER, WHY_UNUSED, WHY_OUTSIDE,
		 WHYS };

/* By what a hijack was taken back. */
enum dynsc_rescue { RESCUE_NONE, RESCUE_KEY, RESCUE_PROBATION, RESCUE_OOPS, RESCUE_WARN, RESCUES };

extern const char * const dynsc_kind_names[KINDS];
extern const char * const dynsc_state_names[STATES];
extern const char * const dynsc_why_names[WHYS];
extern const char * const dynsc_rescue_names[RESCUES];

/* Numbers that an event may have. */
enum dynsc_field {
	F_NR, F_KIND, F_FROM, F_TO, F_WHY, F_GRANTED, F_ORIGINAL, F_RET,
	F_NS, F_LIVING, F_ATTEMPT, F_WAITED, F_PID, F_PREV_PID, F_PREV_STATE,
	F_NEXT_PID, F_GENERATION, F_RESCUE, FIELDS,
};

#define DYNSC_NAME_LEN	32
#define DYNSC_COMM_LEN	16
#define DYNSC_CLIENT_LEN	64	/* a module's name, a function's */

struct dynsc_event {
	enum dynsc_event_type type;
	int file, cpu, pid;
	__u64 ts;
	__s64 value[FIELDS];
	char name[DYNSC_NAME_LEN];
	char comm[DYNSC_COMM_LEN], next_comm[DYNSC_COMM_LEN];
	char owner[DYNSC_CLIENT_LEN], handler[DYNSC_CLIENT_LEN];
	char from[DYNSC_CLIENT_LEN];	/* EV_SWAP: the owner before */
	__u64 since;		/* EV_LOST: when the CPU's last event was */
	__s64 lost;		/* and how many; -1: unknown */
};

struct dynsc_slot {
	unsigned int offset, size;
	bool is_signed, is_dynamic;
	signed char to;		/* enum dynsc_field; below 0: a text, see decode.c */
	signed char symbols;	/* index of the translation, or -1 */
};

#define DYNSC_MAX_SLOTS	9
#define DYNSC_SYMBOLS	4
#define DYNSC_MAX_SYMBOL	16

struct dynsc_layout {
	unsigned int id, slots, size;
	struct dynsc_slot slot[DYNSC_MAX_SLOTS];
};

/* How one file writes events. */
struct dynsc_format {
	struct tep_handle *tep;
	struct dynsc_slot id, pid;
	unsigned char type_of[1 << 16];	/* event id: type + 1 */
	struct dynsc_layout layout[EV_RECORDED];
	/* From a number in the trace to ours, by enum; -1: no symbol. */
	signed char symbol[DYNSC_SYMBOLS][DYNSC_MAX_SYMBOL];
};

const char *dynsc_event_name(enum dynsc_event_type type);
bool dynsc_event_is_ours(enum dynsc_event_type type);
/* False: @why says why not. */
bool dynsc_format_learn(struct dynsc_format *f, struct tep_handle *tep, char why[256]);
/* The id of a type's event in this file; -1: there is none. */
int dynsc_format_id(const struct dynsc_format *f, enum dynsc_event_type type);
enum dynsc_event_type dynsc_format_type(const struct dynsc_format *f, const void *data,
					unsigned int size);
bool dynsc_decode(const struct dynsc_format *f, enum dynsc_event_type type, const void *data,
		  unsigned int size, struct dynsc_event *ev);

#endif /* DYNSC_DECODE_H */
