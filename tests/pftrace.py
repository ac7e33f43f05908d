#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# pftrace.py FILE: prints a trace in Perfetto's format as dynsc report --json-trace has the
# same timeline. Knows nothing of how dynsc writes it: reads protobuf, and follows what
# Perfetto's documentation says of packets. Whatever Perfetto would drop is an error here.

import json
import sys

VARINT, FIXED64, BYTES = 0, 1, 2
BEGIN, END, INSTANT, COUNTER = 1, 2, 3, 4


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """The fields of a message: (number, value), a value being a number or bytes."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = varint(data, at)
        elif kind == FIXED64:
            value, at = int.from_bytes(data[at:at + 8], 'little'), at + 8
        elif kind == BYTES:
            size, at = varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            raise ValueError(f'wire type {kind}')
        if at > len(data):
            raise ValueError('a field is longer than its message')
        yield key >> 3, value


def one(message, number, default=None):
    """The value of a field that may be there once."""
    found = [value for field, value in fields(message) if field == number]
    if len(found) > 1:
        raise ValueError(f'field {number} is there {len(found)} times')
    return found[0] if found else default


def text(message, number):
    return one(message, number, b'').decode('utf-8', errors='strict')


def signed(value):
    return value - (1 << 64) if value >> 63 else value


class Trace:
    def __init__(self, data):
        self.tracks = {}
        self.events = []
        self.chrome = []
        for number, packet in fields(data):
            if number != 1:
                raise ValueError(f'a trace has no field {number}')
            self.add(packet)
        self.replay()

    def add(self, packet):
        if not one(packet, 10):
            raise ValueError('a packet of no sequence')
        track, event = one(packet, 60), one(packet, 11)
        if track is not None:
            self.describe(track)
        if event is not None:
            if one(event, 11) not in self.tracks:
                raise ValueError(f'an event of track {one(event, 11)}, not described yet')
            self.events.append((one(packet, 8), event))

    def describe(self, track):
        uuid, parent, name = one(track, 1), self.tracks.get(one(track, 5)), text(track, 2)
        process, thread, counter = one(track, 3), one(track, 4), one(track, 8)
        if not uuid or uuid in self.tracks:
            raise ValueError(f'there are two tracks {uuid}')
        if one(track, 5) and not parent:
            raise ValueError(f'the parent of track {uuid} is not described yet')
        if process is not None:
            new = {'pid': one(process, 1), 'tid': 0, 'named': 'process_name',
                   'name': text(process, 6)}
        elif thread is not None:
            new = {'pid': one(thread, 1), 'tid': one(thread, 2), 'named': 'thread_name',
                   'name': text(thread, 5)}
            if new['pid'] != parent['pid']:
                raise ValueError(f'track {uuid} is a thread of another process')
        elif counter is not None:
            new = {'pid': parent['pid'], 'tid': parent['tid'], 'counter': True, 'name': name}
        elif parent:
            new = {'pid': parent['pid'], 'tid': int(name.split()[0]), 'named': 'thread_name',
                   'name': name}
        else:
            new = {'pid': 2, 'tid': 0, 'named': 'process_name', 'name': name}
        new['boxes'] = []
        self.tracks[uuid] = new
        if 'named' in new:
            self.emit(new, 'M', 0, new['named'], args={'name': new['name']})

    def emit(self, track, phase, ts, name, **more):
        self.chrome.append({'ph': phase, 'pid': track['pid'], 'tid': track['tid'],
                            'ts': ts / 1000, 'name': name, **more})

    def replay(self):
        # Stable, as Perfetto's sorting is.
        for ts, event in sorted(self.events, key=lambda e: e[0]):
            track, kind = self.tracks[one(event, 11)], one(event, 9)
            if (kind == COUNTER) != ('counter' in track):
                raise ValueError(f'type {kind} on the track {track["name"]}')
            if kind == BEGIN:
                track['boxes'].append((ts, text(event, 23), text(event, 22), event))
            elif kind == END:
                since, name, category, begin = track['boxes'].pop()
                self.emit(track, 'X', since, name, dur=(ts - since) / 1000, cat=category,
                          args={**annotations(begin), **annotations(event)})
            elif kind == INSTANT:
                self.instant(track, ts, event)
            elif kind == COUNTER:
                self.emit(track, 'C', ts, track['name'], args={'inside': signed(one(event, 30))})
            else:
                raise ValueError(f'an event of type {kind}')
        for track in self.tracks.values():
            if track['boxes']:
                raise ValueError(f'a box on {track["name"]} never ends')

    def instant(self, track, ts, event):
        begins, ends = one(event, 47), one(event, 48)
        flow = {'cat': 'removal', 'id': begins or ends}
        # The only mark that JSON, where arrows lead to boxes, does without.
        if ends:
            self.emit(track, 'f', ts, 'waits for', bp='e', **flow)
            return
        self.emit(track, 'i', ts, text(event, 23), s='t')
        if begins:
            self.emit(track, 's', ts, 'waits for', **flow)


def annotations(event):
    found = {}
    for number, annotation in fields(event):
        if number == 4:
            values = {3: lambda v: v, 4: signed, 6: lambda v: v.decode('utf-8')}
            value, = [values[n](v) for n, v in fields(annotation) if n in values]
            found[text(annotation, 10)] = value
    return found


def main():
    with open(sys.argv[1], 'rb') as file:
        trace = Trace(file.read())
    json.dump({'displayTimeUnit': 'ns', 'traceEvents': trace.chrome}, sys.stdout)


if __name__ == '__main__':
    main()
