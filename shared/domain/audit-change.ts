import type { AuditFields } from '../schemas/audit.ts';
import { canonicalJson } from './canonical-json.ts';

type Json = AuditFields[string];
/** What a verb may hand over: dates, big numbers and what is not set become JSON. */
export type AuditValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
export type AuditSide = Readonly<Record<string, AuditValue>>;
export type AuditChange = { before: AuditFields | null; after: AuditFields | null };

export const HIDDEN = '[hidden]';
const LONGEST_TEXT = 300;
// A field with one of these words in its name. `maxTokens` and other counts are no secret.
const SECRET =
  'secret secrets token hash password passphrase credential credentials cookie authorization nonce';
const SECRET_WORDS = new Set(`${SECRET} signature key keys`.split(' '));
// What people write to a model, and what it answers.
const TALK_WORDS = new Set('text prompt question answer message messages content reasoning'.split(' '));
/** Things about which people write to each other only; elsewhere such a field may be a chat’s. */
const WITHOUT_TALK: ReadonlySet<string> = new Set(['booking']);
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The fields in which two states of a thing of that kind differ, as data to be stored; null when they are alike. With
 * one side only (something made, something gone) it holds that side whole. Secrets and words of chats are hidden.
 */
export function auditChange(
  objectType: string,
  before: AuditSide | null,
  after: AuditSide | null,
): AuditChange | null {
  const redact = (fields: AuditFields) => redactFields(fields, !WITHOUT_TALK.has(objectType));
  const [was, is] = [before && toFields(before), after && toFields(after)];
  if (!was || !is) return { before: was && redact(was), after: is && redact(is) };
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const textOf = (value: Json | undefined): string => canonicalJson(value ?? null);
  const changed = names.filter((name) => textOf(was[name]) !== textOf(is[name]));
  if (changed.length === 0) return null;
  const pick = (side: AuditFields) => redact(Object.fromEntries(changed.map((it) => [it, side[it] ?? null])));
  return { before: pick(was), after: pick(is) };
}

const redactFields = (fields: AuditFields, mayTalk: boolean): AuditFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redactValue(name, value, mayTalk)]),
  );

function redactValue(name: string, value: Json, mayTalk: boolean): Json {
  if (Array.isArray(value)) return value.map((it) => redactValue(name, it, mayTalk));
  if (value !== null && typeof value === 'object') return redactFields(value, mayTalk);
  if (typeof value !== 'string') return value;
  if (hasWordOf(SECRET_WORDS, name) || looksSecret(value)) return HIDDEN;
  if (mayTalk && hasWordOf(TALK_WORDS, name)) return HIDDEN;
  return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
}

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
const hasWordOf = (set: ReadonlySet<string>, name: string): boolean =>
  wordsOf(name).some((it) => set.has(it));

/** Hashes, keys and tokens under an innocent name: long, without a space, and mixed as nothing a person writes. */
function looksSecret(value: string): boolean {
  return value.split(/[^\w+~-]+/).some((part) => {
    if (part.length < 32 || UUID.test(part)) return false;
    return /^[0-9a-f]+$/i.test(part) || (/[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part));
  });
}

const toFields = (side: AuditSide): AuditFields =>
  Object.fromEntries(
    Object.entries(side).flatMap(([name, value]) => (value === undefined ? [] : [[name, toJson(value)]])),
  );

function toJson(value: AuditValue): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((it: AuditValue) => toJson(it));
  return toFields(value as AuditSide);
}
