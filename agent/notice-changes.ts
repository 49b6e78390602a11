import type { AgentNote } from '@/shared/schemas/agent-event.ts';

/** It looks each second: later than this it did not run. */
const LATE_MS = 10_000;
/** Asleep for less is nobody's news. */
const SHORTEST_SLEEP_MS = 2000;
/** A clock is led by less than this at a time; more is set. */
const JUMP_MS = 2000;
const LONGEST_MS = 7 * 86_400_000;

export type Clocks = {
  /** Runs on in sleep and never jumps. */
  continuousMs: number;
  /** Stands still in sleep, where this system has such a clock; else as the other. */
  awakeMs: number;
  /** Of the machine, which people and NTP set. */
  wallMs: number;
  /** `en0 10.0.0.7`, in a stable order. */
  addresses: readonly string[];
};
type Found = AgentNote extends infer Note ? (Note extends { at: Date } ? Omit<Note, 'at'> : never) : never;

/**
 * What happened to the machine between two looks: it slept (or this program stood still), its clock was set, its
 * addresses are others. Pure; milliseconds throughout.
 */
export function changesBetween(before: Clocks, now: Clocks): Found[] {
  const found: Found[] = [];
  const goneBy = now.continuousMs - before.continuousMs;
  const asleepMs = goneBy - (now.awakeMs - before.awakeMs);
  if (asleepMs >= SHORTEST_SLEEP_MS) found.push({ kind: 'slept', ms: bounded(asleepMs), sure: true });
  else if (goneBy >= LATE_MS) found.push({ kind: 'slept', ms: bounded(goneBy), sure: false });
  const jumpMs = now.wallMs - before.wallMs - goneBy;
  if (Math.abs(jumpMs) >= JUMP_MS)
    found.push({ kind: 'clock_jumped', ms: bounded(Math.abs(jumpMs)), isBack: jumpMs < 0 });
  const gone = before.addresses.filter((it) => !now.addresses.includes(it));
  const come = now.addresses.filter((it) => !before.addresses.includes(it));
  if (gone.length + come.length > 0)
    found.push({ kind: 'network_changed', gone: gone.slice(0, 64), come: come.slice(0, 64) });
  return found;
}

const bounded = (ms: number): number => Math.round(Math.min(ms, LONGEST_MS));

/** `sysctl kern.waketime` on macOS: when it last woke, by its own clock; null where it never slept since its start. */
export function parseWakeTime(text: string): Date | null {
  const seconds = /^kern\.waketime: \{ sec = (\d{1,11}), usec = \d+ \}/m.exec(text)?.[1];
  return seconds === undefined || seconds === '0' ? null : new Date(Number(seconds) * 1000);
}
