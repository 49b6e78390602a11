import { describe, expect, it } from 'vitest';
import { stepsOf } from './session-steps.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 18, 20, 30, seconds)).toISOString();
const now = Date.parse(at(100));

describe('stepsOf', () => {
  it('counts how long each step took, and the current one up to now', () => {
    const views = stepsOf(
      [
        { state: 'preparing', startedAt: at(0), endedAt: at(6) },
        { state: 'connecting', startedAt: at(6), endedAt: at(9) },
        { state: 'loading', startedAt: at(9), endedAt: null },
      ],
      'loading',
      now,
    );
    expect(views.map((it) => [it.status, it.tookMs])).toEqual([
      ['done', 6000],
      ['done', 3000],
      ['current', 91_000],
      ['waiting', null],
      ['waiting', null],
    ]);
  });

  it('marks the step in which a session failed', () => {
    const views = stepsOf(
      [
        { state: 'preparing', startedAt: at(0), endedAt: at(6) },
        { state: 'connecting', startedAt: at(6), endedAt: at(20) },
        { state: 'failed', startedAt: at(20), endedAt: null },
      ],
      'failed',
      now,
    );
    expect(views.map((it) => it.status)).toEqual(['done', 'failed', 'waiting', 'waiting', 'waiting']);
    expect(views[1]!.tookMs).toBe(14_000);
  });

  it('a session that is held back for its answers did not get past that', () => {
    const states = ['preparing', 'connecting', 'loading', 'warming_up', 'proving', 'withheld'] as const;
    const taken = states.map((state, index) => ({
      state,
      startedAt: at(index),
      endedAt: state === 'withheld' ? null : at(index + 1),
    }));
    const views = stepsOf(taken, 'withheld', now);
    expect(views.slice(-3).map((it) => [it.state, it.status])).toEqual([
      ['proving', 'done'],
      ['withheld', 'failed'],
      ['ready', 'waiting'],
    ]);
    expect(
      stepsOf([...taken, { state: 'ready', startedAt: at(9), endedAt: null }], 'ready', now)[5]!.status,
    ).toBe('done');
  });

  it('leaves a session that ended after being ready without a failed step', () => {
    const all = (
      ['preparing', 'connecting', 'loading', 'warming_up', 'ready', 'ending', 'ended'] as const
    ).map((state, index) => ({
      state,
      startedAt: at(index),
      endedAt: state === 'ended' ? null : at(index + 1),
    }));
    expect(stepsOf(all, 'ended', now).every((it) => it.status === 'done')).toBe(true);
  });

  it('spares a session that took its ranks over what it did not go through', () => {
    const at = (second: number) => new Date(second * 1000).toISOString();
    const steps = (['connecting', 'warming_up', 'ready'] as const).map((state, index) => ({
      state,
      startedAt: at(index),
      endedAt: state === 'ready' ? null : at(index + 1),
    }));
    const told = stepsOf(steps, 'ready', 3000).map((it) => `${it.state} ${it.status}: ${it.about}`);
    expect(told).toEqual([
      'preparing done: as it was taken over',
      'connecting done: every rank to the others',
      'loading done: as it was taken over',
      'warming_up done: a first token, to be sure',
      'ready current: answers',
    ]);
  });

  it('marks where someone ended a session that was still on its way', () => {
    const views = stepsOf(
      [
        { state: 'preparing', startedAt: at(0), endedAt: at(6) },
        { state: 'ended', startedAt: at(6), endedAt: null },
      ],
      'ended',
      now,
    );
    expect(views[0]!.status).toBe('failed');
  });
});
