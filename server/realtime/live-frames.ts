import { labPowerOf } from '@/shared/domain/lab-power.ts';
import type { MeteredMachine } from '@/shared/domain/meters.ts';
import type { MetricFrame, Topic } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import { listMeters } from '../modules/inventory/index.ts';
import type { ConsoleNamespace } from './console-namespace.ts';
import { createLiveBoard, type LiveBoard } from './live-board.ts';
import type { LivePart, LiveRelay } from './live-relay.ts';
import type { LiveWatchers } from './live-watchers.ts';
import { roomOf, WALL } from './rooms.ts';
import { createTokenRates, type TokenRate } from './token-rates.ts';

/** Five frames a second: a reading waits at most this long, and a lab's readings come in few pieces. */
const FRAME_MS = 200;
const RATES_MS = 1000;
/** Which machines share a meter changes with machines, not with readings. */
const METERS_MS = 5000;
/** A browser with more packets than this still unsent misses frames (the next one is newer anyway), never an answer. */
const MOST_WAITING = 4;

type Deps = { watchers: LiveWatchers; relay: LiveRelay };

/**
 * Readings and token rates to those who watch them. A reading is kept as the newest of its machine and goes out with
 * the next frame, once, and only if somebody has that machine on screen; a frame is encoded once a room.
 */
export function createLiveFrames(
  namespace: ConsoleNamespace,
  ctx: ServiceContext,
  { watchers, relay }: Deps,
) {
  const board = createLiveBoard();
  const rates = createTokenRates();
  const meters = knownMeters(ctx);
  /** Read since the last frame, here and by other portals. */
  const here = new Set<string>();
  const elsewhere = new Set<string>();
  let ratesElsewhere: TokenRate[] = [];
  let ratesDueMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => void (timer ??= setTimeout(flush, FRAME_MS));
  const flush = (): void => {
    timer = undefined;
    const nowMs = ctx.now().getTime();
    const own: LivePart = { machines: [...here].flatMap((id) => board.of(id) ?? []), sessions: [] };
    if (nowMs >= ratesDueMs) {
      ratesDueMs = nowMs + RATES_MS;
      own.sessions = rates.take(nowMs);
    }
    const machines = [...own.machines, ...[...elsewhere].flatMap((id) => board.of(id) ?? [])];
    show({ machines, sessions: [...own.sessions, ...ratesElsewhere] }, nowMs);
    relay.pass({
      machines: own.machines.filter((it) => relay.wantsMachine(it.machineId)),
      sessions: own.sessions.filter((it) => relay.wantsSession(it.sessionId)),
    });
    here.clear();
    elsewhere.clear();
    ratesElsewhere = [];
    if (!rates.isIdle()) wake();
  };
  const show = ({ machines, sessions }: LivePart, atMs: number): void => {
    const all = roomOf({ kind: 'live' });
    if (watchers.all() && machines.length + sessions.length > 0) {
      const frame = { atMs, ...meters.powerOf(board, atMs), machines, sessions };
      send(namespace, all, frame);
      send(namespace, WALL, frame, all);
    }
    for (const it of machines) {
      if (!watchers.alone(it.machineId)) continue;
      const room = roomOf({ kind: 'live', machineId: it.machineId });
      send(namespace, room, { atMs, machines: [it], sessions: [] }, all);
    }
    for (const it of sessions) {
      if (!watchers.session(it.sessionId)) continue;
      const room = roomOf({ kind: 'session', id: it.sessionId });
      send(namespace, room, { atMs, machines: [], sessions: [it] }, all);
    }
  };
  relay.onPart(({ machines, sessions }) => {
    for (const it of machines) {
      if (board.take(it) && watchers.machine(it.machineId)) elsewhere.add(it.machineId);
    }
    ratesElsewhere.push(...sessions.filter((it) => watchers.all() || watchers.session(it.sessionId)));
    if (elsewhere.size + ratesElsewhere.length > 0) wake();
  });

  return {
    takeReading(machineId: string, sample: LiveSample): void {
      const isNew = board.put(machineId, sample, ctx.now().getTime());
      if (!isNew || !(watchers.machine(machineId) || relay.wantsMachine(machineId))) return;
      here.add(machineId);
      wake();
    },
    takeDeltas(sessionId: string, generationId: string, deltas: readonly GenerationDelta[]): void {
      rates.add(sessionId, generationId, deltas, ctx.now().getTime());
      wake();
    },
    endAnswer: rates.end,
    /** What is known already, for a page that has just begun to watch: it need not wait for the next readings. */
    greet(socketId: string, topic: Topic): void {
      if (topic.kind !== 'live' && topic.kind !== 'wall') return;
      const atMs = ctx.now().getTime();
      const machineId = topic.kind === 'live' ? topic.machineId : undefined;
      const one = machineId === undefined ? null : board.of(machineId);
      const machines = one === null ? board.all() : one ? [one] : [];
      if (machines.length === 0) return;
      const lab = one === null ? meters.powerOf(board, atMs) : {};
      namespace.to(socketId).local.emit('metrics:frame', { atMs, ...lab, machines, sessions: [] });
    },
    close: (): void => clearTimeout(timer),
  };
}
export type LiveFrames = ReturnType<typeof createLiveFrames>;

function send(namespace: ConsoleNamespace, room: string, frame: MetricFrame, except?: string): void {
  const left = slowOnes(namespace, room);
  if (except !== undefined) left.push(except);
  namespace.to(room).except(left).local.emit('metrics:frame', frame);
}

function slowOnes(namespace: ConsoleNamespace, room: string): string[] {
  const slow: string[] = [];
  for (const id of namespace.adapter.rooms.get(room) ?? []) {
    const connection = namespace.sockets.get(id)?.conn as { writeBuffer?: unknown[] } | undefined;
    if ((connection?.writeBuffer?.length ?? 0) > MOST_WAITING) slow.push(id);
  }
  return slow;
}

/** Read again now and then while somebody watches the whole lab; until the first answer nothing is summed up. */
function knownMeters(ctx: ServiceContext) {
  let meters: MeteredMachine[] | null = null;
  let dueMs = 0;
  const refresh = async (): Promise<void> => void (meters = await listMeters(ctx));
  return {
    powerOf(board: LiveBoard, nowMs: number): Pick<MetricFrame, 'lab'> {
      if (nowMs >= dueMs) {
        dueMs = nowMs + METERS_MS;
        inBackground(ctx, 'the lab’s meters could not be read', refresh());
      }
      return meters === null ? {} : { lab: labPowerOf(meters, (id) => board.freshWatts(id, nowMs)) };
    },
  };
}
