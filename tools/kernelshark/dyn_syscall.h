/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the two halves of the KernelShark plugin: dyn_syscall.c, which reads
 * events while a file is loaded, and the C++ files, which make boxes, bands and
 * marks of them (model.cpp, gates.cpp) and draw these (draw.cpp).
 */
#ifndef DYN_SYSCALL_PLUGIN_H
#define DYN_SYSCALL_PLUGIN_H

#include <stdint.h>
#include "libkshark.h"
#include "libkshark-plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

enum kind {
	KIND_ENTER,
	KIND_EXIT,
	KIND_ENOSYS,
	KIND_FALLBACK,
	KIND_EAGAIN,		/* from here on: what is done to a gate */
	KIND_STATE,
	KIND_UNLOCK,
	KIND_WRITE_TRYLOCK,
	KINDS
};

enum state { STATE_FREE, STATE_RESERVED, STATE_ACTIVE, STATE_UNDOING, STATES };

/* One event of ours. Times are the file's own, without KernelShark's offset. */
struct event {
	int64_t ts;
	int64_t value;		/* ret, granted or state: as the kind has it */
	int64_t ns;		/* of an exit */
	int16_t cpu;
	int16_t nr;
	uint16_t name;		/* index, see model_name() */
	uint8_t kind;
	uint8_t straggler;
};

struct model;

struct model *model_new(void);
void model_free(struct model *m);

/* While a file is loaded: CPU after CPU, each in the order of time. */
void model_event(struct model *m, int pid, const struct event *e);
void model_switch(struct model *m, int cpu, int64_t ts, int prev, int next);
void model_lost(struct model *m, int cpu, int64_t ts);
uint16_t model_name(struct model *m, const char *name, size_t size);

/* How the call ended that @pid began at @ts: words to free(), or NULL. */
char *model_outcome(struct model *m, int pid, int64_t ts);

/* The plugin's part for one open file. */
struct model *plugin_model(int sd);
int64_t plugin_offset(int sd);
void plugin_draw(struct kshark_cpp_argv *argv, int sd, int val, int action);
void plugin_window(void *window);

#ifdef __cplusplus
}
#endif

#endif /* DYN_SYSCALL_PLUGIN_H */
