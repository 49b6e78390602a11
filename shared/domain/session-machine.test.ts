import { describe, expect, it } from 'vitest';
import type { RankState, SessionState } from '../schemas/session.ts';
import { DEADLINES_MS, type SessionEvent, type SessionView, transition } from './session-machine.ts';

const now = new Date('2026-11-18T22:04:00Z');
const session = (state: SessionState, ...ranks: RankState[]): SessionView => ({
  state,
  stateSince: now,
  deadlineAt: state === 'ready' ? null : now,
  endReason: null,
  ranks: ranks.map((it, rank) => ({ rank, machineName: ['Anjou', 'Bosc', 'Comice'][rank]!, state: it })),
});
const apply = (view: SessionView, event: SessionEvent) => {
  const outcome = transition(view, event, now);
  if (!outcome.ok) return outcome.refusal;
  return { state: outcome.transition.state, effects: outcome.transition.effects };
};
const reach = (rank: number, state: Exclude<RankState, 'exited'>): SessionEvent => ({
  type: 'rank_reached',
  rank,
  state,
});
const exit = (
  rank: number,
  cause: 'asked' | 'crashed' | 'load_failed' | 'peer_lost' | 'stalled',
): SessionEvent => ({
  type: 'rank_exited',
  rank,
  cause,
  message: null,
});

describe('a session advances when all of its ranks have', () => {
  it.each<[string, SessionView, SessionEvent, unknown]>([
    [
      'the first prepared rank waits',
      session('preparing', 'waiting', 'waiting'),
      reach(0, 'prepared'),
      { state: 'preparing', effects: [] },
    ],
    [
      'the last prepared rank launches',
      session('preparing', 'prepared', 'waiting'),
      reach(1, 'prepared'),
      { state: 'preparing', effects: ['launch'] },
    ],
    [
      'one READY does not open the barrier',
      session('preparing', 'prepared', 'prepared'),
      reach(0, 'imported'),
      { state: 'preparing', effects: [] },
    ],
    [
      'the last READY gives GO',
      session('preparing', 'imported', 'prepared'),
      reach(1, 'imported'),
      { state: 'connecting', effects: ['go'] },
    ],
    [
      'all connected: loading',
      session('connecting', 'loading', 'imported'),
      reach(1, 'connected'),
      { state: 'loading', effects: [] },
    ],
    [
      'a slow connector finds others loaded',
      session('connecting', 'loaded', 'imported'),
      reach(1, 'connected'),
      { state: 'loading', effects: [] },
    ],
    [
      'all loaded: warm up',
      session('loading', 'loaded', 'loading'),
      reach(1, 'loaded'),
      { state: 'warming_up', effects: ['warm_up'] },
    ],
    [
      'loading is not ready',
      session('loading', 'loading', 'loading'),
      reach(0, 'loaded'),
      { state: 'loading', effects: [] },
    ],
    [
      'rank 0 answered: ready',
      session('warming_up', 'loaded', 'loaded'),
      reach(0, 'ready'),
      { state: 'ready', effects: [] },
    ],
    [
      'one rank alone walks too',
      session('loading', 'loading'),
      reach(0, 'loaded'),
      { state: 'warming_up', effects: ['warm_up'] },
    ],
  ])('%s', (_name, view, event, expected) => expect(apply(view, event)).toEqual(expected));

  it('only rank 0 makes it ready', () => {
    expect(apply(session('warming_up', 'loaded', 'loaded'), reach(1, 'ready'))).toEqual({
      state: 'warming_up',
      effects: [],
    });
  });
  it('a late or repeated report changes nothing', () => {
    expect(apply(session('loading', 'loaded', 'loading'), reach(0, 'connected'))).toBe('no_change');
    expect(apply(session('ready', 'ready', 'loaded'), reach(0, 'ready'))).toBe('no_change');
    expect(apply(session('failed', 'exited', 'loaded'), reach(1, 'ready'))).toBe('over');
    expect(apply(session('ready', 'ready'), reach(4, 'loaded'))).toBe('unknown_rank');
  });
});

describe('any exit ends the group', () => {
  const running: SessionState[] = ['preparing', 'connecting', 'loading', 'warming_up', 'ready'];
  it.each(running)('from %s', (state) => {
    for (const cause of ['asked', 'crashed', 'load_failed', 'peer_lost', 'stalled'] as const) {
      expect(apply(session(state, 'loaded', 'loaded'), exit(1, cause))).toEqual({
        state: 'failed',
        effects: ['stop_all'],
      });
    }
  });
  it('names the machine and what to do', () => {
    const outcome = transition(session('ready', 'ready', 'loaded'), exit(1, 'stalled'), now);
    expect(outcome.ok && outcome.transition.end).toMatchObject({ reason: 'stalled' });
    expect(outcome.ok && outcome.transition.end?.message).toContain('Rank 1 on Bosc stopped making progress');
  });
  it('a later cause replaces "peer lost", nothing replaces a cause', () => {
    const lost: SessionView = { ...session('failed', 'exited', 'loaded'), endReason: 'peer_lost' };
    const told = transition(lost, { type: 'agent_gone', rank: 1, reason: 'agent_lost' }, now);
    expect(told.ok && told.transition.end?.reason).toBe('agent_lost');
    const stalled: SessionView = { ...lost, endReason: 'stalled' };
    const again = transition(stalled, { type: 'agent_gone', rank: 1, reason: 'agent_lost' }, now);
    expect(again.ok && again.transition.end).toBe(null);
    const late: SessionView = { ...lost, endReason: 'portal_lost' };
    const crashed = transition(late, exit(1, 'crashed'), now);
    expect(crashed.ok && crashed.transition.end?.reason).toBe('rank_exited');
    const asked = transition(lost, exit(1, 'asked'), now);
    expect(asked.ok && asked.transition.end).toBe(null);
  });
});

describe('ending', () => {
  const byPerson: SessionEvent = { type: 'end', reason: 'ended_by_person', by: 'Ines' };
  it('stops all ranks, and is over when the last has exited', () => {
    expect(apply(session('ready', 'ready', 'loaded'), byPerson)).toEqual({
      state: 'ending',
      effects: ['stop_all'],
    });
    expect(apply(session('ending', 'ready', 'loaded'), exit(1, 'asked'))).toEqual({
      state: 'ending',
      effects: [],
    });
    expect(apply(session('ending', 'ready', 'exited'), exit(0, 'asked'))).toEqual({
      state: 'ended',
      effects: [],
    });
  });
  it('is over at its deadline when an agent does not answer', () => {
    expect(apply(session('ending', 'ready', 'exited'), { type: 'deadline' })).toEqual({
      state: 'ended',
      effects: ['stop_all'],
    });
  });
  it('happens once', () => {
    for (const state of ['ending', 'ended', 'failed'] as const)
      expect(apply(session(state, 'exited'), byPerson)).toBe('over');
  });
});

describe('deadlines', () => {
  it.each(['preparing', 'connecting', 'loading', 'warming_up'] as const)(
    '%s gives up and says who is late',
    (state) => {
      const outcome = transition(session(state, 'ready', 'waiting'), { type: 'deadline' }, now);
      expect(outcome.ok && outcome.transition.end).toMatchObject({ reason: 'deadline_passed' });
      expect(outcome.ok && outcome.transition.end?.message).toContain('Bosc');
      expect(outcome.ok && outcome.transition.effects).toEqual(['stop_all']);
    },
  );
  it('nothing ends that has moved on before its lock was had', () => {
    const movedOn = { ...session('warming_up', 'loaded'), deadlineAt: new Date(now.getTime() + 1) };
    expect(apply(movedOn, { type: 'deadline' })).toBe('no_change');
  });
  it('a ready session has none, and a new state gets a new one', () => {
    expect(apply(session('ready', 'ready'), { type: 'deadline' })).toBe('no_change');
    const outcome = transition(session('preparing', 'imported', 'prepared'), reach(1, 'imported'), now);
    expect(outcome.ok && outcome.transition.deadlineAt).toEqual(
      new Date(now.getTime() + DEADLINES_MS.connecting!),
    );
  });
});
