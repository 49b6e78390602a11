import type { KeyActor, ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import type { BesideKey } from '../api-keys/index.ts';
import { drainingOf, slotsOf } from '../generations/index.ts';
import { budgetApplies } from './guard-budgets.ts';

export type UsableSession = {
  id: string;
  epoch: number;
  modelId: string;
  modelTitle: string;
  backend: string;
  machineId: string;
  /** Null where it is not known. */
  contextTokens: number | null;
  readyAt: Date;
  isOwn: boolean;
  /** There are budgets that may refuse: their rows are locked and counted before the question is written. */
  isBudgeted: boolean;
  /** Answers on their way, or waiting before a person's next question. */
  open: number;
  /** Which of the conversation's beginnings it has answered, 0 for none; the highest is the longest. */
  known: number;
};

/** Ready sessions that a key may ask: of its person's bookings, of its project's, or open to all; as far as it reaches. */
export async function readUsableSessions(
  ctx: ServiceContext,
  key: KeyActor,
  beginnings: readonly string[] = [],
): Promise<UsableSession[]> {
  const values = [key.person.id, key.id, beginnings, key.projectId];
  const rows = await hotClient(ctx.db).query<UsableSession>(USABLE, values);
  return rows.filter((it) => isInScope(key, it));
}

export const isInScope = ({ scope }: KeyActor, session: { id: string; modelId: string }): boolean =>
  (scope.modelIds.length === 0 || scope.modelIds.includes(session.modelId)) &&
  (scope.sessionIds.length === 0 || scope.sessionIds.includes(session.id));

/** The one that knows the conversation, else the one whose turn comes soonest, one's own before another's. */
export const chooseSession = (sessions: readonly UsableSession[]): UsableSession | undefined =>
  sessions.toSorted(
    (a, b) =>
      b.known - a.known ||
      waitOf(a) - waitOf(b) ||
      Number(b.isOwn) - Number(a.isOwn) ||
      (a.id < b.id ? -1 : 1),
  )[0];

const waitOf = ({ open, backend }: UsableSession): number => open / slotsOf(backend);

export const isNamed = (
  name: string,
  session: { id: string; modelId: string; modelTitle: string },
): boolean =>
  [session.id, session.modelId, session.modelTitle].some((it) => it.toLowerCase() === name.toLowerCase());

/** Whose session a key may ask, as SQL. */
const mayAsk = (personId: string, projectId: string): string =>
  `(b."personId" = ${personId} OR s."openToAll" OR (b."projectId" = ${projectId} AND EXISTS (
  SELECT FROM "ProjectMember" m WHERE m."projectId" = b."projectId" AND m."personId" = ${personId})))`;

/** Those sessions and how long their queues are, as SQL; of a conversation's beginnings, which each has answered. */
const usableText = (key: { id: string; personId: string; projectId: string }, known: string): string => `
    SELECT s.id, s.epoch, s."modelId", s."modelTitle", s.backend, s."contextTokens", r."machineId",
      coalesce(s."readyAt", s."createdAt") AS "readyAt", b."personId" = ${key.personId} AS "isOwn",
      EXISTS (SELECT FROM "Budget" x WHERE ${budgetApplies(key.id)}) AS "isBudgeted",
      (SELECT count(*)::int FROM "Generation" g
        WHERE g."sessionId" = s.id AND g.state IN ('queued', 'dispatched', 'running')
          AND NOT (g.state = 'queued' AND g.source = 'batch')) AS open,
      ${known} AS known
    FROM "Session" s
    JOIN "Booking" b ON b.id = s."bookingId"
    JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0
    WHERE s.state = 'ready' AND ${drainingOf('s.id')} IS NULL AND ${mayAsk(key.personId, key.projectId)}
    ORDER BY s."createdAt"`;

const USABLE: Statement = {
  name: 'api-requests.usable-sessions',
  text: usableText(
    { id: '$2', personId: '$1', projectId: '$4' },
    `coalesce((SELECT max(array_position($3::text[], q."promptHash")) FROM "ApiRequest" q
        JOIN "Generation" g ON g.id = q."generationId"
        WHERE q."apiKeyId" = $2 AND q."promptHash" = ANY($3::text[]) AND g."sessionId" = s.id), 0)`,
  ),
};

/** The same sessions, read where the key is found; which of them knows a conversation is not asked. */
export const SESSIONS_OF_KEY: BesideKey = {
  name: 'with-sessions',
  column: `(SELECT coalesce(json_agg(u), '[]') FROM (
    ${usableText({ id: 'k.id', personId: 'k."personId"', projectId: 'k."projectId"' }, '0')}) u)`,
};
export type SessionsOfKey = { sessions: readonly UsableSession[]; readAtMs: number };

export const toSessionsOfKey = (
  rows: readonly (Omit<UsableSession, 'readyAt'> & { readyAt: string })[],
  readAtMs: number,
): SessionsOfKey => ({
  sessions: rows.map((it) => ({ ...it, readyAt: new Date(it.readyAt) })),
  readAtMs,
});

/** Sessions of that name that the key may ask but that can't answer now; newest first. */
export async function readSessionsNamed(
  ctx: ServiceContext,
  key: KeyActor,
  name: string,
): Promise<{ id: string; modelId: string; modelTitle: string; state: string; draining: string | null }[]> {
  return hotClient(ctx.db).query(NAMED, [key.person.id, name, key.projectId]);
}

const NAMED: Statement = {
  name: 'api-requests.sessions-named',
  text: `
    SELECT s.id, s."modelId", s."modelTitle", s.state::text, ${drainingOf('s.id')} AS draining FROM "Session" s JOIN "Booking" b ON b.id = s."bookingId"
    WHERE (s.id = $2 OR (lower(s."modelId") = lower($2) AND s.state NOT IN ('warm', 'ended', 'failed')))
      AND ${mayAsk('$1', '$3')}
    ORDER BY s."createdAt" DESC LIMIT 5`,
};
