import type { AlertKind } from './alert-kinds.ts';
import { formatDuration, formatTime, listNames } from './format.ts';

/** What a look found, for the words of it: the value in the kind's unit, and since when it is so where that is known. */
export type Found = {
  kind: AlertKind;
  name: string;
  value: number | null;
  since: Date | null;
  /** What else is known: a version, what is free, until when it is booked. */
  detail: string | null;
};
export type AlertClock = { now: Date; timeZone: string };

const THERMAL = ['nominal', 'moderate', 'heavy', 'trapping', 'sleeping'];
const whole = (value: number | null): string =>
  value === null ? '?' : Math.round(value).toLocaleString('en');

/** What is told when it fires: what is the matter, and what to do about it. */
export function firedWords(found: Found, { now, timeZone }: AlertClock): { title: string; text: string } {
  const { kind, name, value, since, detail } = found;
  const lasted = since ? formatDuration(now.getTime() - since.getTime()) : null;
  const clock = since && formatTime(since, timeZone, true);
  const say = (title: string, ...text: (string | null)[]) => ({
    title,
    text: text.filter((it) => it !== null).join(' '),
  });
  switch (kind) {
    case 'offline':
      return say(
        lasted ? `${name} has been silent for ${lasted}` : `${name} is silent`,
        clock && `Last word ${clock}.`,
        'Check its power and its network.',
      );
    case 'hot':
      return say(
        `${name} is hot: ${whole(value)} °C`,
        'Look at what runs on it, and whether air gets through it.',
      );
    case 'thermal_pressure':
      return say(
        `macOS slows ${name} down for its heat: ${THERMAL[value ?? 0] ?? `level ${value}`}`,
        'What runs on it is slower than it should be. Give it air, or move the session.',
      );
    case 'disk_low':
      return say(
        `${name} has ${whole(value)} % of its disk left`,
        detail && `${detail} free.`,
        'Delete models that nobody uses.',
      );
    case 'power_over':
      return say(`${name} uses ${whole(value)} W`, 'See what runs, and end what is not needed.');
    case 'session_stuck':
      return say(
        `${name} has said nothing for ${whole(value)} s`,
        'It answers, but no token comes. Look at its ranks; a restart of the session may be all that helps.',
      );
    case 'booking_idle':
      return say(
        `Nothing runs on ${name}`,
        `Idle for ${whole(value)} min.`,
        detail && `Booked ${detail}.`,
        'Give it back if it is not needed.',
      );
    case 'agent_outdated':
      return say(
        `The agent of ${name} is outdated`,
        detail && `It is ${detail}.`,
        'Fetch agent.mjs from the portal again and restart it.',
      );
    case 'meter_silent':
      return say(
        `The meter of ${name} is silent`,
        clock && `Its last reading was ${clock}.`,
        'This time counts as not measured; nothing is added. Look at its agent’s probes.',
      );
    case 'budget_near':
      return say(`${name} has used ${whole(value)} % of its budget`, detail && `${detail}.`);
  }
}

const OVER: Record<AlertKind, (name: string) => string> = {
  offline: (name) => `${name} is back`,
  hot: (name) => `${name} has cooled down`,
  thermal_pressure: (name) => `${name} runs at full speed again`,
  disk_low: (name) => `${name} has room on its disk again`,
  power_over: (name) => `${name} uses less power again`,
  session_stuck: (name) => `${name} answers again`,
  booking_idle: (name) => `${name}: in use again`,
  agent_outdated: (name) => `The agent of ${name} is up to date`,
  meter_silent: (name) => `The meter of ${name} is back`,
  budget_near: (name) => `${name} is under its mark again`,
};
export const clearedTitle = (kind: AlertKind, name: string): string => OVER[kind](name);
export const lastedText = (firedAt: Date, endedAt: Date): string =>
  `It lasted ${formatDuration(endedAt.getTime() - firedAt.getTime())}.`;

const NAMED = 3;
/** Several at once are one word: who keeps forty Macs behind one switch is not told forty times. */
export const groupTitle = (ruleName: string, names: readonly string[]): string => {
  const more = names.length - NAMED;
  const named = more > 0 ? [...names.slice(0, NAMED), `${more} more`] : names;
  return `${ruleName}: ${listNames(named)}`;
};
