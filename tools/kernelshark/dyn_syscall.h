/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the two halves of the KernelShark plugin: dyn_syscall.c, which decodes
 * events by libdynsc while a file is loaded, and the C++ files, which turn them
 * into boxes, bands and marks (model.cpp, gates.cpp) and draw these (draw.cpp).
 */
#ifndef DYN_SYSCALL_PLUGIN_H
#define DYN_SYSCALL_PLUGIN_H

#include <stdint.h>
#include <libkshark.h>
#include <libkshark-plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "libdynsc/decode.h"

/* One event, small. Times are the file's own, without KernelShark's offset. */
struct event {
	int64_t ts;
	int64_t value;		/* ret, granted, state, why, generation or rescue, by type */
	int64_t ns;		/* of an exit */
	int16_t cpu;
	int16_t nr;
	uint16_t name;		/* index, see model_name() */
	uint8_t type;		/* enum dynsc_event_type */
};

struct model;

struct model *model_new(void);
void model_free(struct model *m);

/* While a file is loaded: one CPU after the other, each in order of time. */
void model_event(struct model *m, int pid, const struct event *e);
void model_switch(struct model *m, int cpu, int64_t ts, int prev, int next);
void model_lost(struct model *m, int cpu, int64_t ts);
uint16_t model_name(struct model *m, const char *name);

/* How the call that @pid began at @ts ended: text to free(), or NULL. */
char *model_outcome(struct model *m, int pid, int64_t ts);

/* One open file. */
struct model *plugin_model(int sd);
int64_t plugin_offset(int sd);
void plugin_draw(struct kshark_cpp_argv *argv, int sd, int val, int action);
void plugin_window(void *window);

#ifdef __cplusplus
}
#endif

#endif /* DYN_SYSCALL_PLUGIN_H */
