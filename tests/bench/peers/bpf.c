// SPDX-License-Identifier: GPL-2.0
/*
 * bpf fentry|kprobe FUNCTION: an eBPF program at the function's entry counts
 * callers in a per-CPU array. Prints "attached", and the count at the end of its
 * standard input.
 */

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define INSN(c, d, s, o, i) \
	((struct bpf_insn){ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })

static void must(const char *what, long result)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

/* ++*map[0], on this CPU */
static int load(enum bpf_prog_type type, int btf_id, int map)
{
	static char log[16384];
	struct bpf_insn program[] = {
		INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -4),
		INSN(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
		INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 3, 0),
		INSN(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_0, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_1, 0, 0, 1),
		INSN(BPF_STX | BPF_MEM | BPF_DW, BPF_REG_0, BPF_REG_1, 0, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	int fd;

	opts.log_buf = log;
	opts.log_size = sizeof(log);
	opts.log_level = 1;
	if (btf_id) {
		opts.expected_attach_type = BPF_TRACE_FENTRY;
		opts.attach_btf_id = btf_id;
	}
	fd = bpf_prog_load(type, "peer", "GPL", program, ARRAY_SIZE(program), &opts);
	if (fd < 0)
		fputs(log, stderr);
	must("bpf: program", fd);
	return fd;
}

static void attach_fentry(const char *function, int map)
{
	int id = libbpf_find_vmlinux_btf_id(function, BPF_TRACE_FENTRY);

	must("bpf: type information of the function", id);
	must("bpf: attach", bpf_raw_tracepoint_open(NULL, load(BPF_PROG_TYPE_TRACING, id, map)));
}

static void attach_kprobe(const char *function, int map)
{
	struct perf_event_attr attr = { .size = sizeof(attr) };
	FILE *f = fopen("/sys/bus/event_source/devices/kprobe/type", "r");
	int fd;

	must("bpf: no kprobes for perf", f && fscanf(f, "%u", &attr.type) == 1 ? 0 : -1);
	fclose(f);
	attr.kprobe_func = (unsigned long)function;
	fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	must("bpf: perf_event_open", fd);
	must("bpf: attach", ioctl(fd, PERF_EVENT_IOC_SET_BPF,
				  load(BPF_PROG_TYPE_KPROBE, 0, map)));
	must("bpf: enable", ioctl(fd, PERF_EVENT_IOC_ENABLE, 0));
}

int main(int argc, char **argv)
{
	int cpus = libbpf_num_possible_cpus(), map, key = 0;
	unsigned long counted[cpus > 0 ? cpus : 1], sum = 0;

	if (argc != 3) {
		fprintf(stderr, "Usage: bpf fentry|kprobe FUNCTION\n");
		return 2;
	}
	must("bpf: number of CPUs", cpus);
	map = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "peer", sizeof(key),
			     sizeof(unsigned long), 1, NULL);
	must("bpf: map", map);
	if (!strcmp(argv[1], "fentry"))
		attach_fentry(argv[2], map);
	else
		attach_kprobe(argv[2], map);
	puts("attached");
	fflush(stdout);

	while (getchar() != EOF)
		;
	must("bpf: map", bpf_map_lookup_elem(map, &key, counted));
	for (int i = 0; i < cpus; i++)
		sum += counted[i];
	printf("%lu\n", sum);
	return 0;
}
