import { expect, test } from 'vitest';
import { RANK_STATES, type RankState, type SessionEndReason, type SessionState } from '../schemas/session.ts';
import { seededRandom } from './seeded-random.ts';
import {
  deadlineFor,
  type Effect,
  type ExitCause,
  type SessionEvent,
  type SessionView,
  transition,
} from './session-machine.ts';
import { isOver } from './session-states.ts';

/* Whatever comes in whatever order, from agents that repeat, lag, restart and lie. */

const SEEDS = Array.from({ length: 250 }, (_, index) => index + 1);
const EVENTS = 60;
const CAUSES: ExitCause[] = [
  'asked',
  'crashed',
  'load_failed',
  'peer_lost',
  'stalled',
  'lease_ended',
  'prepare_failed',
];
const placeOf = (state: RankState): number => RANK_STATES.indexOf(state);
const STARTING: readonly Effect[] = ['check', 'launch', 'go', 'warm_up'];
/** An admin may ask again for what is known of the model. */
const ORDER: readonly SessionState[] = [
  'checking',
  'preparing',
  'connecting',
  'loading',
  'warming_up',
  'proving',
  'withheld',
  'ready',
  'warm',
  'ending',
  'ended',
  'failed',
];

type Life = {
  session: SessionView & { endMessage: string | null };
  /** How often each effect was asked for. */
  effects: Record<Effect, number>;
};

function anyEvent(random: () => number, { ranks, state: at }: SessionView): SessionEvent {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const rank = Math.floor(random() * (ranks.length + 0.05));
  const kind = random();
  if (random() < 0.02) return { type: 'proved', isWithheld: random() < 0.5 };
  if (at === 'proving' && random() < 0.3) return { type: 'proved', isWithheld: random() < 0.5 };
  if (random() < 0.02) return { type: 'overruled', how: pick(['serve', 'prove_again'] as const) };
  if (at === 'ready' && random() < 0.3) return { type: 'keep' };
  if (random() < 0.01) return { type: 'keep' };
  if (random() < 0.02)
    return random() < 0.5 ? { type: 'handed_over' } : { type: 'end_warm', why: 'Nobody took it over.' };
  // Mostly what happens in a start; a group that only fails shows little.
  if (kind < 0.84) {
    const own = ranks[rank]?.state ?? 'waiting';
    const next = RANK_STATES[Math.min(RANK_STATES.indexOf(own) + 1, RANK_STATES.length - 2)]!;
    const state = random() < 0.8 ? next : pick(RANK_STATES);
    const refusal = random() < 0.02 ? 'The link is down.' : null;
    if (state !== 'exited') return { type: 'rank_reached', rank, state, refusal };
  }
  if (kind < 0.9) return { type: 'deadline' };
  if (kind < 0.94) return { type: 'rank_exited', rank, cause: pick(CAUSES), message: null };
  if (kind < 0.97)
    return {
      type: 'agent_gone',
      rank,
      reason: pick(['agent_lost', 'agent_restarted', 'portal_lost'] as const),
    };
  return {
    type: 'end',
    reason: pick(['ended_by_person', 'booking_ended', 'booking_cancelled'] as const),
    by: null,
  };
}

/** One event as `applySessionEvent` applies it. */
function step(life: Life, event: SessionEvent, now: Date): Effect[] {
  const outcome = transition(life.session, event, now);
  if (!outcome.ok) return [];
  const { state, ranks, effects, deadlineAt, end } = outcome.transition;
  const isMoved = state !== life.session.state;
  life.session = {
    ...life.session,
    state,
    deadlineAt,
    ...(isMoved && { stateSince: now }),
    ...(end && { endReason: end.reason as SessionEndReason, endMessage: end.message }),
    ranks: life.session.ranks.map((it) => ({
      ...it,
      state: ranks.find((change) => change.rank === it.rank)?.state ?? it.state,
    })),
  };
  for (const effect of effects) life.effects[effect] += 1;
  return effects;
}

const begin = (random: () => number): Life => {
  const size = 1 + Math.floor(random() * 4);
  const now = new Date(0);
  const ranks = Array.from({ length: size }, (_, rank) => ({
    rank,
    machineName: `Mac ${rank}`,
    state: 'waiting' as RankState,
  }));
  // Agents of an earlier version are not asked to check.
  const state = random() < 0.7 ? ('checking' as const) : ('preparing' as const);
  const at = { state, stateSince: now, deadlineAt: deadlineFor(state, now), proves: random() < 0.6 };
  return {
    session: { ...at, endReason: null, endMessage: null, ranks },
    effects: { check: 0, launch: 0, go: 0, warm_up: 0, prove: 0, rest: 0, stop_all: 0 },
  };
};

/** `expect` with a message for each of thousands of steps takes seconds. */
function claim(isSo: boolean, said: () => string): void {
  if (!isSo) throw new Error(`Not so: ${said()}`);
}

type Said = () => string;
type Seen = { before: SessionView; event: SessionEvent; effects: Effect[]; life: Life };

/** Plays each seed and lets `look` judge every step; which seed and event it was stands in the failure. */
function play(look: (seen: Seen, said: Said) => void, onEnd?: (life: Life, said: Said) => void): void {
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const life = begin(random);
    let ms = 0;
    for (let index = 0; index < EVENTS; index++) {
      ms += random() < 0.03 ? 1_000_000 : Math.floor(random() * 2000);
      const event = anyEvent(random, life.session);
      const before = life.session;
      const effects = step(life, event, new Date(ms));
      look({ before, event, effects, life }, () => `seed ${seed}, event ${index}: ${JSON.stringify(event)}`);
    }
    onEnd?.(life, () => `seed ${seed}`);
  }
}

test('the seeds reach what they are to judge', () => {
  const reached = new Set<string>();
  play(({ life }) => reached.add(life.session.state));
  expect([...reached].toSorted()).toEqual([...ORDER].toSorted());
});

test('a session that ends or is over never starts again', () => {
  play(({ before, effects, life }, said) => {
    if (!isOver(before.state) && before.state !== 'ending') return;
    claim(!effects.some((it) => STARTING.includes(it)), said);
    const isStepTaken = (state: RankState, rank: number): boolean =>
      state !== 'exited' && state !== before.ranks[rank]!.state;
    claim(!life.session.ranks.some((it, rank) => isStepTaken(it.state, rank)), said);
    claim((isOver(before.state) ? [before.state] : ['ending', 'ended']).includes(life.session.state), said);
  });
});

test('the states only go forward, and each asks for its step once', () => {
  play(
    ({ before, event, life: { session } }, said) => {
      const isAskedAgain = event.type === 'overruled' && before.state === 'withheld';
      claim(isAskedAgain || ORDER.indexOf(session.state) >= ORDER.indexOf(before.state), said);
      claim(
        session.ranks.every((it, rank) => placeOf(it.state) >= placeOf(before.ranks[rank]!.state)),
        said,
      );
    },
    ({ effects }, said) =>
      claim(
        STARTING.every((it) => effects[it] <= 1),
        said,
      ),
  );
});

test('counts add up: a step is asked for when all ranks have made the last, and none has gone', () => {
  const needs: Record<string, RankState> = {
    check: 'prepared',
    launch: 'prepared',
    go: 'imported',
    warm_up: 'loaded',
    prove: 'loaded',
  };
  play(({ effects, life: { session } }, said) => {
    const haveAll = (wanted: RankState): boolean =>
      session.ranks.every((it) => it.state !== 'exited' && placeOf(it.state) >= placeOf(wanted));
    for (const effect of effects) claim(needs[effect] === undefined || haveAll(needs[effect]), said);
    if (!['proving', 'withheld', 'ready'].includes(session.state)) return;
    claim(haveAll('loaded') && session.ranks[0]!.state === 'ready', said);
  });
});

test('who is to be asked for known answers serves only after they were right, or an admin let it', () => {
  play(({ before, event, effects, life: { session } }, said) => {
    const servesNow = session.state === 'ready' && before.state !== 'ready';
    if (servesNow && session.proves)
      claim(
        (event.type === 'proved' && !event.isWithheld) ||
          (event.type === 'overruled' && event.how === 'serve'),
        said,
      );
    const isToProve = session.state === 'proving' && before.state !== 'proving';
    claim(isToProve === effects.includes('prove'), said);
  });
});

test('who fails tells why and stops all, who runs has a deadline, and who is over none', () => {
  play(({ before, effects, life: { session } }, said) => {
    const hasFailedNow = session.state === 'failed' && before.state !== 'failed';
    claim(!hasFailedNow || effects.includes('stop_all'), said);
    claim(session.state !== 'failed' || /^[A-Z].*[.]$/s.test(session.endMessage ?? ''), said);
    claim(!isOver(session.state) || session.endReason !== null, said);
    claim(session.state !== 'ending' || effects.includes('stop_all') || before.state === 'ending', said);
    claim(
      (session.deadlineAt !== null) ===
        (!isOver(session.state) && !['ready', 'warm', 'withheld'].includes(session.state)),
      said,
    );
    // Reports that come in all the time don't push a deadline away.
    const isPushed = session.deadlineAt?.getTime() !== before.deadlineAt?.getTime();
    claim(session.state !== before.state || !isPushed, said);
  });
});

test('what is kept warm serves nobody again, fails nobody, and goes to another session whole or ends', () => {
  play(({ before, event, effects, life: { session } }, said) => {
    const isKept = session.state === 'warm' && before.state !== 'warm';
    claim(isKept === effects.includes('rest'), said);
    claim(!isKept || (before.state === 'ready' && event.type === 'keep'), said);
    if (before.state !== 'warm') return;
    claim(['warm', 'ending', 'ended'].includes(session.state), said);
    claim(session.endReason === 'booking_ended', said);
    const isHandedOver = event.type === 'handed_over';
    claim(!isHandedOver || (session.state === 'ended' && !effects.includes('stop_all')), said);
    claim(isHandedOver || session.state === 'warm' || effects.includes('stop_all'), said);
    claim(session.state !== 'ended' || session.ranks.every((it) => it.state === 'exited'), said);
  });
});
