import type { Role } from '@/shared/schemas/member.ts';
import { inBackground, type KeyActor, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken } from '../../secret-token.ts';
import { isSame, isSecret, prefixOf } from './secret.ts';

/** Use is noted to the minute: a key that asks all the time doesn't write all the time. */
const NOTE_EVERY_MS = 60_000;

type Row = {
  id: string;
  name: string;
  prefix: string;
  secretHash: string;
  projectId: string | null;
  modelIds: string[];
  sessionIds: string[];
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  tokensPerMonth: number | null;
  personId: string;
  personName: string;
  role: Role;
  personGoneAt: Date | null;
};

/** What else is read in the statement that finds a key: SQL over its row `k`, one value of JSON. */
export type BesideKey = { name: string; column: string };
type FoundKey<T> = { key: KeyActor; beside: T };

/** Who asks with this secret; asked at each request, so that a key dies the moment it is taken back or its person's role. */
export const findKey = async (ctx: ServiceContext, secret: string): Promise<KeyActor> =>
  (await findKeyWith(ctx, secret, NOTHING)).key;

/** The same, and what stands beside it: one way to the database for both. Whoever has no right to it is refused. */
export async function findKeyWith<T>(
  ctx: ServiceContext,
  secret: string,
  { name, column }: BesideKey,
): Promise<FoundKey<T>> {
  if (!isSecret(secret))
    throw wrong(
      'This is not a key of this lab: it is cut off or has a typo. Copy it again, or make another.',
    );
  const statement = { name: `api-keys.find-${name}`, text: `${withPerson(column)} WHERE k.prefix = $1` };
  const [row] = await hotClient(ctx.db).query<Row & { beside: T }>(statement, [prefixOf(secret)]);
  if (!row || !isSame(row.secretHash, hashOfToken(secret)))
    throw wrong('There is no such key. Make one in Settings, API keys.');
  const now = ctx.now();
  refuseIfOver(row, now);
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= NOTE_EVERY_MS) {
    const noted = hotClient(ctx.db).query(NOTE, [row.id, now.toISOString()]);
    inBackground(ctx, 'the use of a key could not be noted', noted);
  }
  return { key: toActor(row), beside: row.beside };
}

/** Who asked with this key, for what goes on without its program; throws UNAUTHORIZED once it is over. */
export async function findKeyById(ctx: ServiceContext, id: string): Promise<KeyActor> {
  const [row] = await hotClient(ctx.db).query<Row>(FIND_BY_ID, [id]);
  refuseIfOver(row!, ctx.now());
  return toActor(row!);
}

function refuseIfOver({ name, revokedAt, expiresAt, personGoneAt }: Row, now: Date): void {
  if (personGoneAt)
    throw wrong(`Whoever made the key ${name} is not in the lab any more. Use a key of your own.`);
  if (revokedAt) throw wrong(`The key ${name} was taken back. Make another in Settings, API keys.`);
  if (expiresAt <= now) throw wrong(`The key ${name} has expired. Make another in Settings, API keys.`);
}

const wrong = (words: string): ServiceError =>
  new ServiceError('UNAUTHORIZED', words, { details: { apiCode: 'invalid_api_key' } });

const toActor = (row: Row): KeyActor => ({
  kind: 'key',
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  person: { id: row.personId, name: row.personName, role: row.role },
  projectId: row.projectId,
  scope: { modelIds: row.modelIds, sessionIds: row.sessionIds },
  limits: {
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    tokensPerMonth: row.tokensPerMonth,
  },
});

const NOTHING: BesideKey = { name: 'alone', column: 'NULL' };
const withPerson = (beside: string): string => `
    SELECT k.*, p.name AS "personName", p.role::text, p."deactivatedAt" AS "personGoneAt", ${beside} AS beside
    FROM "ApiKey" k JOIN "User" p ON p.id = k."personId"`;
const FIND_BY_ID: Statement = {
  name: 'api-keys.find-by-id',
  text: `${withPerson(NOTHING.column)} WHERE k.id = $1`,
};

const NOTE: Statement = {
  name: 'api-keys.note-use',
  text: `
    UPDATE "ApiKey" SET "lastUsedAt" = $2::timestamptz
    WHERE id = $1 AND ("lastUsedAt" IS NULL OR "lastUsedAt" < $2::timestamptz - interval '55 seconds')`,
};
