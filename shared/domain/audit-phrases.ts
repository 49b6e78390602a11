import type { AuditEntry, AuditFields } from '../schemas/audit.ts';
import { formatDateTime, formatDuration, formatRange, type Moment, zoneName } from './format.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from './session-states.ts';

export type Json = AuditFields[string];
export type Told = Pick<AuditEntry, 'action' | 'objectType' | 'objectName' | 'before' | 'after' | 'detail'>;
/** `of` names the field where the sentence doesn't. */
export type AuditShift = { of: string | null; from: string; to: string };
/** What follows the actor's name: "renamed a machine", and the values that changed. */
export type AuditSentence = { text: string; shifts: AuditShift[] };
/** Prices are in the lab’s currency. */
export type AuditClock = { timeZone: string; now: Moment; currency: string };

export type Known = {
  /** What was done to the object of that name, which is now so. */
  text: (name: string, after: AuditFields) => string;
  /** More of what the change says, for the end of the sentence. */
  rest?: (side: AuditFields, clock: AuditClock, before: AuditFields) => (string | null)[];
  /** Fields shown as before → after, with the word for them; null: the sentence says which it is. */
  shifts?: Record<string, string | null>;
  /** How a value of one of them is told, where it is not by its own looks. */
  tell?: (field: string, value: Json, clock: AuditClock) => string | null;
};

export const quoted = (name: string): string => `“${name}”`;
export const words = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((it) => (typeof it === 'string' && it !== '' ? [it] : []));
/** `Anjou, Bosc and Comice` */
export const list = (value: Json | undefined): string => {
  const names = words(value);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');
};
/** `TCP ring, tensor parallel`; what has no words here stays as it was written. */
export const wayOf = (...names: (Json | undefined)[]): string | null =>
  words(names.flatMap((it) => it ?? []))
    .map((it) => WAYS[it] ?? it)
    .join(', ') || null;
const WAYS: Record<string, string> = { ...BACKEND_LABEL, ...PARALLELISM_LABEL };
export const fromWhere = (address: Json | undefined): string | null =>
  typeof address === 'string' && address !== '' ? `from ${address}` : null;
export const lowerFirst = (value: Json | undefined): string =>
  typeof value === 'string' ? value.charAt(0).toLowerCase() + value.slice(1) : '';
export const countOf = (count: number, of: string): string => (count === 1 ? `one ${of}` : `${count} ${of}s`);
const WISHES = new Map([
  ['times', ': for other times'],
  ['project', ': to another project'],
  ['waive', ': not at all'],
]);
export const wishOf = (kind: Json | undefined): string =>
  (typeof kind === 'string' && WISHES.get(kind)) || '';
export const quotedText = (text: Json | undefined): string | null =>
  typeof text === 'string' && text !== '' ? quoted(text) : null;

export const heldTime: NonNullable<Known['rest']> = (_after, clock, { from, until }) => [
  rangeOf(from, until, clock),
];

export const asideFor = (reason: Json | undefined): string | null =>
  typeof reason === 'string' ? `rules set aside: ${reason}` : null;

export const momentOf = (at: string, { timeZone, now }: AuditClock): string =>
  `${formatDateTime(at, timeZone, now)} ${zoneName(timeZone, at)}`;

export const rangeOf = (from: Json | undefined, to: Json | undefined, { timeZone, now }: AuditClock) =>
  typeof from === 'string' && typeof to === 'string'
    ? `${formatRange(from, to, timeZone, now)} ${zoneName(timeZone, to)}`
    : null;

/** A count of minutes or seconds as a length; what is no number keeps its own looks. */
export const lengthOf = (value: Json, unitMs: number): string | null =>
  typeof value === 'number' ? formatDuration(value * unitMs) : null;

/** `08:30` of minutes since midnight. */
export const minuteOfDay = (value: Json): string | null =>
  typeof value === 'number'
    ? [Math.floor(value / 60), value % 60].map((it) => String(it).padStart(2, '0')).join(':')
    : null;
