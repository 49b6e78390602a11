import * as z from 'zod';
import { cleanText, clipText } from '@/shared/domain/clip-text.ts';
import type { AnswerSettings, Tool, ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';
import { ServiceError } from '../../errors.ts';

/*
 * What the shapes of other makers have in common on their way in. A wrong body is refused with the place it is wrong
 * at, in words; what is only unknown here is left aside, for clients send much that means nothing to a lab.
 */

const MOST_CHARACTERS = 10_000_000;
const MOST_PARTS = 10_000;

/** Words of a conversation: what no store takes is replaced, for a tool's output can hold anything. */
export const Words = z.string().max(MOST_CHARACTERS).overwrite(cleanText);
export const listOf = <S extends z.ZodType>(of: S) => z.array(of).max(MOST_PARTS);
/** Left out and null are the same in all of these shapes. */
export const maybe = <S extends z.ZodType>(of: S) => of.nullish().transform((it) => it ?? undefined);

export const IMAGES = 'The models of this lab read text only. Leave the image out.';
export const FILES = 'Files are not read here. Send what is in them as text.';
export const FORMAT =
  'Answers cannot be held to a JSON schema here. Leave the format out, and give a tool with that schema or ask for JSON in words.';
export const FORCED_TOOL =
  'A model here cannot be made to call a tool. Let it choose (auto), or give no tools at all.';

/** What kind of thing it calls itself, to be said back. */
export function typeOf(input: unknown): string {
  const { type } = (input ?? {}) as { type?: unknown };
  return typeof type === 'string' ? clipText(type, MOST_TYPE) : 'unknown';
}
const MOST_TYPE = 60;

type Issue = z.core.$ZodIssue;

/** `{ param }` as details: where it is wrong, for the shapes that have a place for it. */
export function readAsk<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = deepest(parsed.error.issues[0]!);
  const param = path.reduce<string>(
    (at, key) =>
      typeof key === 'number' ? `${at}[${key}]` : at === '' ? String(key) : `${at}.${String(key)}`,
    '',
  );
  const words = wordsOf(message);
  throw new ServiceError('VALIDATION', param === '' ? words : `${param}: ${words}`, { details: { param } });
}

const TYPE = /^(?:Invalid input: e|E)xpected (.+), received ([^.]+)\.?$/;
const SIZE = /^Too (?:big|small): expected (.+) to (?:be|have) ([<>]=?)(.+)$/;
const BOUNDS: Record<string, string> = {
  '<': 'below',
  '>': 'above',
  '<=': 'of at most',
  '>=': 'of at least',
};

/** The schema's own words, or zod's in some that a person would say. */
function wordsOf(message: string): string {
  const [, type, received] = TYPE.exec(message) ?? [];
  if (type) return `Expected ${type}, received ${received === 'undefined' ? 'nothing' : received}.`;
  const [, what, bound, limit] = SIZE.exec(message) ?? [];
  if (bound) return `Expected ${what} ${BOUNDS[bound]} ${limit}.`;
  return message.replace(/^Invalid option: e(.+[^.])$/, 'E$1.');
}

/** Of the ways in which none of several forms fits, the one that came nearest. */
function deepest(issue: Issue, above: PropertyKey[] = []): { path: PropertyKey[]; message: string } {
  const path = [...above, ...issue.path];
  const own = { path, message: issue.message };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return own;
  const inner = issue.errors.flatMap((it) => (it[0] ? [deepest(it[0], path)] : []));
  const best = inner.reduce((a, b) => (b.path.length > a.path.length ? b : a), inner[0] ?? own);
  return best.path.length > path.length ? best : { path, message: forms(inner.map((it) => it.message)) };
}

function forms(messages: string[]): string {
  const words = [...new Set(messages.map(wordsOf))];
  const types = words.map((it) => TYPE.exec(it));
  const received = types[0]?.[2];
  if (types.every((it) => it?.[2] === received))
    return `Expected ${types.map((it) => it![1]).join(' or ')}, received ${received}.`;
  return words.join(' Or: ');
}

/** Several turns of one speaker on end become one: many models’ templates take no others. */
export function joinTurns(turns: ChatTurn[]): ChatTurn[] {
  const joined: ChatTurn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (!last || last.role !== turn.role || turn.role === 'tool') {
      joined.push({ ...turn });
      continue;
    }
    last.content = [last.content, turn.content].filter((it) => it !== '').join('\n\n');
    if (turn.toolCalls) last.toolCalls = [...(last.toolCalls ?? []), ...turn.toolCalls];
  }
  return joined;
}

/** Throws VALIDATION: without a question there is nothing to answer. */
export function requireQuestion(turns: ChatTurn[], param: string): void {
  if (turns.some((it) => it.role === 'user' || it.role === 'tool')) return;
  throw new ServiceError('VALIDATION', `${param}: There is no question in it. Say something to answer.`, {
    details: { param },
  });
}

/** The arguments as the object some shapes want; a model’s that are none stay readable, as `unparsed`. */
export function argumentsOf({ arguments: text }: ToolCall): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  return { unparsed: text };
}

/** 0 would leave nothing to choose from; programs mean the likeliest. */
export const TopP = z
  .number()
  .min(0)
  .max(1)
  .transform((it) => it || 0.000_001);

/** Without what was left out, as `exactOptionalPropertyTypes` and the engine want it. */
export const settingsOf = (given: {
  [K in keyof AnswerSettings]: AnswerSettings[K] | undefined;
}): AnswerSettings =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as AnswerSettings;

export const toolOf = ({
  name,
  description,
  parameters,
}: { [K in keyof Tool]: Tool[K] | undefined }): Tool => ({
  name: name!,
  ...(description !== undefined && { description }),
  ...(parameters !== undefined && { parameters }),
});
