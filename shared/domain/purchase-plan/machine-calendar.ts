import { firstAfter } from '../first-after.ts';

/** The times one machine is taken, in order; times that touch are one. Milliseconds, half-open. */
export type MachineCalendar = { fromMs: number[]; toMs: number[] };

export const emptyCalendar = (): MachineCalendar => ({ fromMs: [], toMs: [] });

/** The first of its times that ends after a moment; their number where none does. */
const firstEndingAfter = ({ toMs }: MachineCalendar, atMs: number): number =>
  firstAfter(toMs.length, atMs, (place) => toMs[place]!);

/** From when on, `atMs` or later, it is free for so long without a break. */
export function nextFree(calendar: MachineCalendar, atMs: number, lengthMs: number): number {
  const { fromMs, toMs } = calendar;
  let freeMs = atMs;
  for (let at = firstEndingAfter(calendar, atMs); at < fromMs.length; at += 1) {
    if (fromMs[at]! >= freeMs + lengthMs) return freeMs;
    freeMs = toMs[at]!;
  }
  return freeMs;
}

/** Takes a time that is free. */
export function take({ fromMs, toMs }: MachineCalendar, from: number, to: number): void {
  if (from >= to) return;
  const at = firstEndingAfter({ fromMs, toMs }, from);
  const joinsBefore = at > 0 && toMs[at - 1] === from;
  const joinsAfter = fromMs[at] === to;
  if (joinsBefore && joinsAfter) {
    toMs[at - 1] = toMs[at]!;
    fromMs.splice(at, 1);
    toMs.splice(at, 1);
  } else if (joinsBefore) toMs[at - 1] = to;
  else if (joinsAfter) fromMs[at] = from;
  else {
    fromMs.splice(at, 0, from);
    toMs.splice(at, 0, to);
  }
}
