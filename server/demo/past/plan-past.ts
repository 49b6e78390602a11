import { SIMULATED_MODELS } from '@/shared/data/simulated-models.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { decodeRate, FIRST_TOKEN_MS, PREFILL_MS } from '@/shared/domain/simulated-power.ts';
import { dayKey } from '@/shared/domain/format.ts';
import { addDays, fromLocal, startOfDay, weekdayOf } from '@/shared/domain/zoned-time.ts';
import { benchmarkOne } from './past-benchmark.ts';
import { agentLost, type Asking, FAILURES, type Habit, HABITS, MAINTENANCE } from './past-content.ts';

type Model = (typeof SIMULATED_MODELS)[number];
type MsSpan = { fromMs: number; toMs: number };

export type PastAnswer = {
  startsMs: number;
  endsMs: number;
  promptTokens: number;
  completionTokens: number;
  timeToFirstTokenMs: number;
  decodeMs: number;
  isInterrupted: boolean;
};
export type PastSession = {
  model: Model;
  startsMs: number;
  readyMs: number;
  endsMs: number;
  endReason: string;
  endMessage: string;
  isFailed: boolean;
  source: Asking['source'] | 'benchmark';
  answers: PastAnswer[];
};
export type PastBooking = {
  person: string;
  project: string | null;
  purpose: string;
  machines: string[];
  startsMs: number;
  endsMs: number;
  /** When it was given back, if before its end. */
  endedMs: number | null;
  endReason: 'early' | 'no_show' | null;
  sessions: PastSession[];
};
export type Past = {
  span: MsSpan;
  bookings: PastBooking[];
  maintenance: (MsSpan & { machines: string[] })[];
  /** When machines were without a meter. */
  gaps: (MsSpan & { machines: string[] })[];
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NO_SHOW_MS = 15 * MINUTE_MS;
/** What the past holds ends so long before it does. */
const QUIET_MS = 20 * MINUTE_MS;
/** Import, connect, load and warm up, as a simulated machine takes them. */
export const START_STEPS_MS = { preparing: 2100, connecting: 900, loading: 4300, warming_up: 700 };
const START_MS = Object.values(START_STEPS_MS).reduce((sum, it) => sum + it, 0);
const FAILING = 0.06;

type Plan = {
  seed: number;
  timeZone: string;
  days: number;
  toMs: number;
  machines: readonly string[];
  bandwidthGbPerSecond: number;
};

/**
 * The last days of a lab that never was, from the first of the month that `days` ago lies in: the same for the same
 * seed. Nothing overlaps, and nothing runs at its end.
 */
export function planPast({ seed, timeZone, toMs, machines, bandwidthGbPerSecond, ...plan }: Plan): Past {
  const random = seededRandom(seed);
  const today = dayKey(toMs, timeZone);
  const first = `${addDays(today, -plan.days).slice(0, 7)}-01`;
  const fromMs = startOfDay(first, timeZone).getTime();
  const days = Math.round((Date.parse(today) - Date.parse(first)) / DAY_MS);
  const bookings: PastBooking[] = [];
  const isFree = (machine: string, span: MsSpan): boolean =>
    bookings.every(
      (it) => !it.machines.includes(machine) || it.endsMs <= span.fromMs || it.startsMs >= span.toMs,
    );
  for (let ago = days; ago >= 0; ago -= 1) {
    const day = addDays(today, -ago);
    for (const habit of HABITS) {
      const chance = random();
      if (!habit.weekdays.includes(weekdayOf(day)) || chance > habit.chance) continue;
      const later = Math.floor(random() * 3) * 15 * MINUTE_MS;
      const startsMs = fromLocal(day, habit.at, timeZone)!.getTime() + later;
      const span = { fromMs: startsMs, toMs: startsMs + habit.hours * HOUR_MS };
      if (span.toMs > toMs - QUIET_MS) continue;
      const own = chooseMachines(habit.machines, machines, random, (it) => isFree(it, span));
      if (own) bookings.push(playBooking(habit, own, span, { random, bandwidthGbPerSecond }));
    }
  }
  bookings.sort((a, b) => a.startsMs - b.startsMs);
  missOne(bookings, toMs);
  benchmarkOne(bookings, bandwidthGbPerSecond);
  const cut = cutPower(bookings, toMs);
  const silent = silenceMeter(bookings, toMs);
  const maintenance = [Math.floor(days * 0.75), Math.floor(days * 0.25)].flatMap((ago, index) => {
    const at = fromLocal(addDays(today, -ago), MAINTENANCE.at, timeZone)!.getTime();
    const window = { fromMs: at, toMs: at + MAINTENANCE.minutes * MINUTE_MS };
    const some = machines.slice(index * 2, index * 2 + 2);
    return window.toMs < toMs && some.every((it) => isFree(it, window))
      ? [{ ...window, machines: some }]
      : [];
  });
  return { span: { fromMs, toMs }, bookings, maintenance, gaps: [...cut, ...silent] };
}

/** Neighbours in their order; null where fewer are free. */
function chooseMachines(
  count: number,
  machines: readonly string[],
  random: () => number,
  isFree: (machine: string) => boolean,
): string[] | null {
  const first = Math.floor((random() * machines.length) / count) * count;
  const turned = [...machines.slice(first), ...machines.slice(0, first)].filter(isFree);
  return turned.length < count ? null : turned.slice(0, count).toSorted();
}

type World = { random: () => number; bandwidthGbPerSecond: number };

function playBooking(habit: Habit, machines: string[], span: MsSpan, world: World): PastBooking {
  const { random } = world;
  const booking: PastBooking = {
    person: habit.person,
    project: habit.project,
    purpose: habit.purposes[Math.floor(random() * habit.purposes.length)]!,
    machines,
    startsMs: span.fromMs,
    endsMs: span.toMs,
    endedMs: null,
    endReason: null,
    sessions: [],
  };
  const fate = random();
  if (fate < 0.06) return { ...booking, endedMs: span.fromMs + NO_SHOW_MS, endReason: 'no_show' };
  const isEarly = fate > 0.7;
  const endsMs = isEarly
    ? span.fromMs + Math.round((span.toMs - span.fromMs) * (0.45 + random() * 0.4))
    : span.toMs;
  let startsMs = span.fromMs + Math.round((1 + random() * 7) * MINUTE_MS);
  // A rank alone has no other to lose.
  const failures = FAILURES.filter((it) => machines.length > 1 || it.reason !== 'peer_lost');
  const failure =
    !isEarly && random() < FAILING ? failures[Math.floor(random() * failures.length)] : undefined;
  if (failure) {
    const failedMs = startsMs + failure.afterMinutes * MINUTE_MS + Math.round(random() * MINUTE_MS);
    booking.sessions.push(
      playSession(habit, machines.length, { fromMs: startsMs, toMs: failedMs }, world, {
        isFailed: true,
        endReason: failure.reason,
        endMessage: failure.message(machines[0]!),
      }),
    );
    startsMs = failedMs + Math.round((2 + random() * 5) * MINUTE_MS);
  }
  const byHand = { endReason: 'ended_by_person', endMessage: `Ended by ${habit.person}.` };
  const inTime = { endReason: 'booking_ended', endMessage: 'The booking ended, and the session with it.' };
  const end = { isFailed: false, ...(isEarly ? byHand : inTime) };
  booking.sessions.push(playSession(habit, machines.length, { fromMs: startsMs, toMs: endsMs }, world, end));
  return isEarly ? { ...booking, endedMs: endsMs + 40_000, endReason: 'early' } : booking;
}

type SessionEnd = Pick<PastSession, 'isFailed' | 'endReason' | 'endMessage'>;

function playSession(habit: Habit, ranks: number, span: MsSpan, world: World, end: SessionEnd): PastSession {
  const { random, bandwidthGbPerSecond } = world;
  const model = SIMULATED_MODELS.find((it) => it.id === habit.modelId)!;
  const { asking } = habit;
  const between = ([least, most]: readonly [number, number]): number => least + random() * (most - least);
  const rate = decodeRate(model, bandwidthGbPerSecond, ranks);
  const readyMs = span.fromMs + START_MS;
  const answers: PastAnswer[] = [];
  let atMs = readyMs + Math.round(between(asking.pauseSeconds) * 1000);
  while (atMs < span.toMs - 2000) {
    const promptTokens = Math.round(between(asking.prompt));
    // Short ones are the rule.
    const wanted = Math.round(asking.tokens[0] + random() ** 2 * (asking.tokens[1] - asking.tokens[0]));
    const timeToFirstTokenMs = Math.round(
      (FIRST_TOKEN_MS + promptTokens * PREFILL_MS) * (0.9 + random() * 0.3),
    );
    const leftMs = span.toMs - atMs - timeToFirstTokenMs;
    const wholeMs = (wanted / rate) * 1000 * (0.98 + random() * 0.06);
    const isInterrupted = wholeMs > leftMs;
    const decodeMs = Math.max(0, Math.round(Math.min(wholeMs, leftMs)));
    const completionTokens = Math.floor((wanted * decodeMs) / wholeMs);
    const endsMs = Math.min(span.toMs, atMs + timeToFirstTokenMs + decodeMs);
    answers.push({
      startsMs: atMs,
      endsMs,
      promptTokens,
      completionTokens,
      timeToFirstTokenMs,
      decodeMs,
      isInterrupted,
    });
    atMs = endsMs + Math.round(between(asking.pauseSeconds) * 1000);
  }
  const { source } = asking;
  return { model, startsMs: span.fromMs, readyMs, endsMs: span.toMs, source, answers, ...end };
}

/** Somebody did not come lately: what that costs is contested. */
function missOne(bookings: PastBooking[], toMs: number): void {
  const booking = bookings.findLast((it) => it.person === 'Jonas' && it.endsMs < toMs - 2 * DAY_MS);
  if (booking)
    Object.assign(booking, { endedMs: booking.startsMs + NO_SHOW_MS, endReason: 'no_show', sessions: [] });
}

/** One night half of the shelf was without power: its meters were silent, and what ran on it failed. */
function cutPower(bookings: PastBooking[], toMs: number): Past['gaps'] {
  const night = bookings.findLast(
    (it) => it.machines.length === 4 && it.endReason === null && it.endsMs < toMs - 18 * DAY_MS,
  );
  const session = night?.sessions.at(-1);
  if (!night || !session) return [];
  const machines = night.machines.slice(2);
  const fromMs = Math.floor((night.startsMs + 3.6 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
  // Known only when its agent had not spoken for half a minute.
  const endsMs = fromMs + 30_000;
  const answers = session.answers.filter((it) => it.startsMs < fromMs);
  const last = answers.at(-1);
  if (last && last.endsMs > fromMs) {
    const decodeMs = Math.max(0, fromMs - last.startsMs - last.timeToFirstTokenMs);
    const completionTokens = Math.floor((last.completionTokens * decodeMs) / last.decodeMs);
    answers[answers.length - 1] = { ...last, endsMs, decodeMs, completionTokens, isInterrupted: true };
  }
  const endMessage = agentLost(machines[0]!);
  Object.assign(session, { answers, endsMs, isFailed: true, endReason: 'agent_lost', endMessage });
  return [{ fromMs, toMs: fromMs + 210 * MINUTE_MS, machines }];
}

/** Within a session that went on. */
function silenceMeter(bookings: readonly PastBooking[], toMs: number): Past['gaps'] {
  const booking = bookings.findLast(
    (it) => it.machines.length === 2 && it.endReason === null && it.endsMs < toMs - 9 * DAY_MS,
  );
  if (!booking) return [];
  const fromMs = Math.floor((booking.startsMs + 40 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  return [{ fromMs, toMs: fromMs + 25 * MINUTE_MS, machines: booking.machines.slice(1) }];
}
