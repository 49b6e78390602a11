import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../context.ts';
import { createLiveRelay } from './live-relay.ts';
import { createLiveWatchers } from './live-watchers.ts';
import type { PeerTopics } from './peer-messages.ts';
import type { Peers } from './peers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Told = { topic: string; body: unknown };

function openRelay() {
  const rooms = Object.assign(new EventEmitter(), { rooms: new Map<string, Set<string>>() });
  const told: Told[] = [];
  const handlers = new Map<string, (body: never) => void>();
  const peers = {
    tell: (topic: string, body: unknown) => void told.push({ topic, body }),
    on: (topic: string, handler: (body: never) => void) => void handlers.set(topic, handler),
    onJoined: () => undefined,
  } as unknown as Peers;
  const ctx = { portal: { id: 'here' }, now: () => new Date() } as unknown as ServiceContext;
  const relay = createLiveRelay(ctx, peers, createLiveWatchers(rooms as never));
  const hear = <T extends keyof PeerTopics>(topic: T, body: PeerTopics[T]) =>
    handlers.get(topic)!(body as never);
  return {
    relay,
    told,
    hear,
    open: (room: string) => void rooms.emit('create-room', room),
    close: (room: string) => void rooms.emit('delete-room', room),
  };
}
const interest = { portalId: 'there', forMs: 15_000, all: false, machineIds: ['m'], sessionIds: ['s'] };

test('a portal whose browsers watch nothing says nothing, however long', () => {
  const { told, open } = openRelay();
  open('user:u');
  open('lab');
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test('pages that open together are one word, told again while they are open, and ended once', () => {
  const { told, open, close } = openRelay();
  for (const room of ['live:a', 'live:b', 'session:s']) open(room);
  vi.advanceTimersByTime(100);
  const body = { portalId: 'here', forMs: 15_000, all: false, machineIds: ['a', 'b'], sessionIds: ['s'] };
  expect(told).toEqual([{ topic: 'live.watched', body }]);
  vi.advanceTimersByTime(10_000);
  expect(told).toHaveLength(3);
  for (const room of ['live:a', 'live:b', 'session:s']) close(room);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(4);
  expect(told.at(-1)!.body).toMatchObject({ all: false, machineIds: [], sessionIds: [] });
});

test('what another portal watches is wanted until it says otherwise, or nothing any more', () => {
  const { relay, hear } = openRelay();
  hear('live.watched', interest);
  expect([relay.wantsMachine('m'), relay.wantsMachine('n'), relay.wantsSession('s')]).toEqual([
    true,
    false,
    true,
  ]);
  hear('live.watched', { ...interest, machineIds: [], sessionIds: [] });
  expect(relay.wantsMachine('m')).toBe(false);
  hear('live.watched', { ...interest, all: true });
  expect(relay.wantsMachine('n')).toBe(true);
  vi.advanceTimersByTime(15_001);
  expect(relay.wantsMachine('n')).toBe(false);
});
