import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { agentEvents, type DesiredSession } from '@/shared/protocol/agent.ts';
import { request } from '@/shared/protocol/request.ts';
import { beat } from './beat.ts';
import { continuousNowMs } from './clock.ts';
import { createHeldSessions } from './held-sessions.ts';
import type { PortalLink } from './portal-link.ts';
import type { RankRef, RankSpec, Runtime } from './runtime/runtime.ts';
import { loneRank } from './testing/lone-rank.ts';

/* What a machine holds against what it was told, in whatever order commands, answers, exits and times come. */

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);
const ACTS = 60;
const LEASE_MS = 10_000;
const keyOf = (it: { sessionId: string; epoch: number }): string => `${it.sessionId} ${it.epoch}`;

function openMachine(nowMs: () => number) {
  const living = new Map<string, RankSpec>();
  const prepared: string[] = [];
  const stopped: { key: string; cause: string }[] = [];
  const portalNow = new Date('2026-03-01T12:00:00Z');
  const exit = (ref: RankRef): void => {
    living.delete(keyOf(ref));
    sessions.onRankState(ref, { state: 'exited', cause: 'asked' });
  };
  const runtime: Runtime = {
    describe: () => Promise.reject(new Error('not asked')),
    prepare(spec) {
      prepared.push(keyOf(spec));
      living.set(keyOf(spec), spec);
    },
    check: () => {},
    launch: () => {},
    go: () => {},
    warmUp: () => {},
    prove: () => {},
    stop(ref, cause) {
      stopped.push({ key: keyOf(ref), cause });
      exit(ref);
      return Promise.resolve();
    },
    startAnswer: () => {},
    stopAnswer: () => {},
  };
  const sessions = createHeldSessions({
    runtime,
    journal: { write: () => {} },
    epochs: new Map(),
    nowMs,
    portalNow: () => portalNow,
  });
  const endsAt = new Date(portalNow.getTime() + 3_600_000);
  return {
    sessions,
    living,
    prepared,
    stopped,
    exit,
    prepare: (sessionId: string, epoch: number) =>
      sessions.prepare(loneRank(sessionId, epoch), { leaseMs: LEASE_MS, endsAt }),
    wanted: (it: { sessionId: string; epoch: number }): DesiredSession => ({
      sessionId: it.sessionId,
      epoch: it.epoch,
      rank: 0,
      leaseMs: LEASE_MS,
      endsAt,
    }),
  };
}
type Machine = ReturnType<typeof openMachine>;

/** With what it was: a seed and an act find it again. */
function claim(isSo: boolean, said: string): void {
  if (!isSo) throw new Error(`Not so: ${said}`);
}
const listOf = (keys: Iterable<string>): string => [...keys].toSorted().join();
const heldAndAlive = ({ sessions, living }: Machine, said: string): void =>
  claim(listOf(sessions.running().map(keyOf)) === listOf(living.keys()), `${said}: held is alive`);

test('what was stopped never starts, what is held is what lives, and only what was not named is ended', async () => {
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    let nowMs = 1000;
    const machine = openMachine(() => nowMs);
    const { sessions, living, prepared, stopped } = machine;
    const over = new Set<string>();
    const acceptedAtMs = new Map<string, number>();
    /** Answers on their way, as the portal once gave them. */
    const late: { desired: DesiredSession[]; sentAtMs: number }[] = [];
    for (let act = 0; act < ACTS; act++) {
      const said = `seed ${seed}, act ${act}`;
      const fence = { sessionId: pick(['a', 'b', 'c']), epoch: 1 + Math.floor(random() * 3) };
      const before = new Map(living);
      const endedBefore = stopped.length;
      nowMs += Math.floor(random() * 900);
      const kind = random();
      if (kind < 0.4) {
        await machine.prepare(fence.sessionId, fence.epoch).then(
          () => {
            if (!before.has(keyOf(fence))) acceptedAtMs.set(keyOf(fence), nowMs);
          },
          () => undefined,
        );
      } else if (kind < 0.55) {
        try {
          const own = sessions.admit(fence);
          sessions.close(fence);
          if (own) await sessions.stop(own, 'asked', 'Ended.');
          over.add(keyOf(fence));
        } catch {
          // Of an older epoch: refused.
        }
      } else if (kind < 0.65 && living.size > 0) {
        const gone = pick([...living.values()]);
        machine.exit(gone);
        over.add(keyOf(gone));
      } else if (kind < 0.8) {
        late.push({
          desired: [...living.values()].filter(() => random() < 0.7).map(machine.wanted),
          sentAtMs: nowMs,
        });
      } else if (late.length > 0) {
        const [answer] = late.splice(Math.floor(random() * late.length), 1);
        sessions.applyDesired(answer!.desired, answer!.sentAtMs);
        const named = new Set(answer!.desired.map(keyOf));
        for (const key of before.keys()) {
          const isEnded = stopped.slice(endedBefore).some((it) => it.key === key);
          const isNew = acceptedAtMs.get(key)! >= answer!.sentAtMs;
          claim(isEnded === (!named.has(key) && !isNew), `${said}: ${key}`);
        }
      } else sessions.enforceLeases();
      for (const it of stopped) over.add(it.key);
      heldAndAlive(machine, said);
      claim(
        new Set(sessions.running().map((it) => it.sessionId)).size === living.size,
        `${said}: one a session`,
      );
      const again = prepared.filter((it, index) => prepared.indexOf(it) !== index);
      claim(again.length === 0, `${said}: started again`);
      for (const key of living.keys()) claim(!over.has(key), `${said}: ${key} was over`);
    }
  }
});

/** What a portal in trouble answers: nothing, an error, or an answer that is none. */
const TROUBLE: readonly unknown[] = [
  undefined,
  null,
  [],
  {},
  { ok: true },
  { ok: true, data: null },
  { ok: true, data: {} },
  { ok: true, data: { desired: [] } },
  { ok: true, data: { serverTime: new Date() } },
  { ok: true, data: { serverTime: new Date(), desired: null } },
  { ok: true, data: { serverTime: new Date(), desired: [{ sessionId: 'a' }] } },
  { ok: false, desired: [] },
  { ok: false, error: { code: 'UNAVAILABLE', message: 'The database is away.' } },
  { ok: false, error: { code: 'INTERNAL', message: 'Something went wrong.' } },
  { ok: false, error: { code: 'VALIDATION', message: 'That reading can’t be.' } },
  new Error('timeout'),
];

test('an answer that was not read ends nothing, whatever it looks like; a complete one that names nothing ends all', async () => {
  for (const seed of SEEDS.slice(0, 40)) {
    const random = seededRandom(seed);
    // Before the first beat leaves, as it would be on a machine that has held them for a while.
    const machine = openMachine(() => continuousNowMs() - 1000);
    const ids = ['a', 'b', 'c'].slice(0, 1 + Math.floor(random() * 3));
    for (const id of ids) await machine.prepare(id, 1);
    let answer: unknown;
    const socket = Object.assign(new EventEmitter(), {
      timeout: () => ({
        emitWithAck: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
      }),
    });
    const link: PortalLink = {
      isReady: () => true,
      ask: (event, payload) => request(socket, agentEvents, event, payload, 1000) as never,
      tell: () => {},
    };
    const once = () =>
      beat({
        link,
        bootId: crypto.randomUUID(),
        sessions: machine.sessions,
        readings: { newest: () => null },
        clock: { learn: () => {}, now: () => new Date() },
        guard: { trouble: () => null, forgive: () => {} },
        uptimeMs: () => 1000,
      });
    for (let index = 0; index < 20; index++) {
      answer = TROUBLE[Math.floor(random() * TROUBLE.length)];
      const said = `seed ${seed}, answer ${index}: ${JSON.stringify(answer)}`;
      await expect(once()).rejects.toThrow();
      claim(machine.stopped.length === 0, said);
      heldAndAlive(machine, said);
    }
    answer = { ok: true, data: { serverTime: new Date(), desired: [] } };
    await once();
    expect(machine.stopped.map((it) => it.key).toSorted()).toEqual(ids.map((id) => `${id} 1`));
  }
});
