import { seededRandom } from '@/shared/domain/seeded-random.ts';
import {
  DECODING,
  levelOf,
  LOADING,
  SYSTEM_MEMORY_BYTES,
  type WattRange,
  wattsAt,
} from '@/shared/domain/simulated-power.ts';
import type { Past, PastSession } from './plan-past.ts';

const MINUTE_MS = 60_000;

/** What one machine measured, a minute an entry from the past's start on; joules are NaN while its meter was silent. */
export type PlayedReadings = {
  joules: Float64Array;
  /** Parts of the minute in which it answered, and in which it loaded a model; 0 to 1. */
  answering: Float32Array;
  loading: Float32Array;
  memoryBytes: Float64Array;
};

/** What a simulated machine draws while it does what the past says, minute by minute. */
export function playReadings(past: Past, machine: string, range: WattRange, seed: number): PlayedReadings {
  const minutes = Math.floor((past.span.toMs - past.span.fromMs) / MINUTE_MS);
  const played: PlayedReadings = {
    joules: new Float64Array(minutes),
    answering: new Float32Array(minutes),
    loading: new Float32Array(minutes),
    memoryBytes: new Float64Array(minutes).fill(SYSTEM_MEMORY_BYTES),
  };
  for (const booking of past.bookings) {
    if (!booking.machines.includes(machine)) continue;
    for (const session of booking.sessions) addSession(past, played, session, booking.machines.length);
  }
  const random = seededRandom(seed);
  for (let minute = 0; minute < minutes; minute += 1) {
    const activity = played.answering[minute]! * DECODING + played.loading[minute]! * LOADING;
    // A minute's mean is steadier than its seconds; below idle nothing goes.
    const level = levelOf(activity, (random() - 0.5) * 0.02);
    played.joules[minute] = Math.round(wattsAt(range, level) * 60_000) / 1000;
  }
  for (const gap of past.gaps) {
    if (!gap.machines.includes(machine)) continue;
    played.joules.fill(
      Number.NaN,
      (gap.fromMs - past.span.fromMs) / MINUTE_MS,
      (gap.toMs - past.span.fromMs) / MINUTE_MS,
    );
  }
  return played;
}

function addSession(past: Past, played: PlayedReadings, session: PastSession, ranks: number): void {
  addTime(past, played.loading, session.startsMs, session.readyMs, 1);
  for (const answer of session.answers) addTime(past, played.answering, answer.startsMs, answer.endsMs, 1);
  addTime(past, played.memoryBytes, session.readyMs, session.endsMs, session.model.weightsBytes / ranks);
}

function addTime(past: Past, to: Float32Array | Float64Array, fromMs: number, toMs: number, value: number) {
  eachMinute(past, fromMs, toMs, (minute, share) => {
    to[minute] = to[minute]! + share * value;
  });
}

/** The minutes that a span touches, each with the share of it that lies within. */
function eachMinute(
  { span }: Past,
  fromMs: number,
  toMs: number,
  visit: (minute: number, share: number) => void,
): void {
  for (let minute = Math.floor((fromMs - span.fromMs) / MINUTE_MS); ; minute += 1) {
    const startMs = span.fromMs + minute * MINUTE_MS;
    if (startMs >= toMs) return;
    visit(minute, (Math.min(toMs, startMs + MINUTE_MS) - Math.max(fromMs, startMs)) / MINUTE_MS);
  }
}

/** As the roll-ups tell it: a part of a minute has its share of the minute's energy. */
export function playedWithin(
  past: Past,
  { joules }: PlayedReadings,
  fromMs: number,
  toMs: number,
): { joules: number | null; coveredMs: number } {
  let sum = 0;
  let coveredMs = 0;
  eachMinute(past, fromMs, toMs, (minute, share) => {
    const own = joules[minute]!;
    if (Number.isNaN(own)) return;
    sum += own * share;
    coveredMs += share * MINUTE_MS;
  });
  return { joules: coveredMs > 0 ? sum : null, coveredMs };
}
