/* SPDX-License-Identifier: GPL-2.0 */
/* Loads modules of the project, built or installed, and unloads them. */
#ifndef DYNSC_INSERT_H
#define DYNSC_INSERT_H

#include <stdbool.h>

/* @place: in the directory that the modules are built in; both complain if they fail */
bool insert_module(const char *name, const char *place, const char *parameters);
bool remove_module(const char *name);

#endif /* DYNSC_INSERT_H */
