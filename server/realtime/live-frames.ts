import { labPowerOf } from '@/shared/domain/lab-power.ts';
import type { MeteredMachine } from '@/shared/domain/meters.ts';
import type { MetricFrame, Topic } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import { listMeters } from '../modules/inventory/index.ts';
import type { ConsoleNamespace } from './console-namespace.ts';
import { createLiveBoard } from './live-board.ts';
import { createLiveWatchers, type LiveWatchers } from './live-watchers.ts';
import { roomOf } from './rooms.ts';
import { createTokenRates, type TokenRate } from './token-rates.ts';

/** Four to five frames a second: a reading waits at most this long, and a lab's readings come in few pieces. */
const FRAME_MS = 220;
const RATES_MS = 1000;
/** Which machines share a meter changes with machines, not with readings. */
const METERS_MS = 5000;
/** A browser with more packets than this still unsent misses frames (the next one is newer anyway), never an answer. */
const MOST_WAITING = 4;

/**
 * Readings and token rates to those who watch them. A reading is kept as the newest of its machine and goes out with
 * the next frame, once, and only if somebody has that machine on screen; a frame is encoded once a room. Frames stay
 * on this portal: what other portals' browsers watch is for whoever joins portals to pass on.
 */
export function createLiveFrames(namespace: ConsoleNamespace, ctx: ServiceContext) {
  const board = createLiveBoard();
  const watchers = createLiveWatchers(namespace.adapter);
  const rates = createTokenRates();
  const meters = knownMeters(ctx);
  const read = new Set<string>();
  let ratesDueMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => void (timer ??= setTimeout(flush, FRAME_MS));
  const flush = (): void => {
    timer = undefined;
    const nowMs = ctx.now().getTime();
    const machines = [...read].flatMap((id) => board.of(id) ?? []);
    read.clear();
    let sessions: TokenRate[] = [];
    if (nowMs >= ratesDueMs) {
      ratesDueMs = nowMs + RATES_MS;
      sessions = rates.take(nowMs);
    }
    const all = roomOf({ kind: 'live' });
    if (watchers.all() && machines.length + sessions.length > 0) {
      send(namespace, all, { atMs: nowMs, ...meters.powerOf(board, nowMs), machines, sessions });
    }
    for (const it of machines) {
      if (!watchers.alone(it.machineId)) continue;
      const room = roomOf({ kind: 'live', machineId: it.machineId });
      send(namespace, room, { atMs: nowMs, machines: [it], sessions: [] }, all);
    }
    for (const it of sessions) {
      const room = roomOf({ kind: 'session', id: it.sessionId });
      if (namespace.adapter.rooms.has(room)) {
        send(namespace, room, { atMs: nowMs, machines: [], sessions: [it] }, all);
      }
    }
    if (!rates.isIdle()) wake();
  };

  return {
    watchers,
    takeReading(machineId: string, sample: LiveSample): void {
      if (!board.put(machineId, sample, ctx.now().getTime()) || !watchers.of(machineId)) return;
      read.add(machineId);
      wake();
    },
    takeDeltas(sessionId: string, generationId: string, deltas: readonly GenerationDelta[]): void {
      rates.add(sessionId, generationId, deltas, ctx.now().getTime());
      wake();
    },
    endAnswer: rates.end,
    /** What is known already, for a page that has just begun to watch: it need not wait for the next readings. */
    greet(socketId: string, topic: Topic): void {
      if (topic.kind !== 'live') return;
      const nowMs = ctx.now().getTime();
      const one = topic.machineId === undefined ? null : board.of(topic.machineId);
      const machines = one === null ? board.all() : one ? [one] : [];
      if (machines.length === 0) return;
      const lab = one === null ? meters.powerOf(board, nowMs) : {};
      namespace.to(socketId).local.emit('metrics:frame', { atMs: nowMs, ...lab, machines, sessions: [] });
    },
    close: (): void => clearTimeout(timer),
  };
}
export type LiveFrames = ReturnType<typeof createLiveFrames>;
export type { LiveWatchers };

function send(namespace: ConsoleNamespace, room: string, frame: MetricFrame, except?: string): void {
  const left = slowOnes(namespace, room);
  if (except !== undefined) left.push(except);
  namespace.to(room).except(left).local.emit('metrics:frame', frame);
}

function slowOnes(namespace: ConsoleNamespace, room: string): string[] {
  const slow: string[] = [];
  for (const id of namespace.adapter.rooms.get(room) ?? []) {
    const waiting = namespace.sockets.get(id)?.conn as { writeBuffer?: unknown[] } | undefined;
    if ((waiting?.writeBuffer?.length ?? 0) > MOST_WAITING) slow.push(id);
  }
  return slow;
}

/** Read again now and then while somebody watches the whole lab; until the first answer nothing is summed up. */
function knownMeters(ctx: ServiceContext) {
  let meters: MeteredMachine[] | null = null;
  let dueMs = 0;
  const refresh = async (): Promise<void> => void (meters = await listMeters(ctx));
  return {
    powerOf(board: ReturnType<typeof createLiveBoard>, nowMs: number): Pick<MetricFrame, 'lab'> {
      if (nowMs >= dueMs) {
        dueMs = nowMs + METERS_MS;
        inBackground(ctx, 'the lab’s meters could not be read', refresh());
      }
      return meters === null ? {} : { lab: labPowerOf(meters, (id) => board.freshWatts(id, nowMs)) };
    },
  };
}
