import { randomUUID } from 'node:crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Database } from '../db.ts';
import type { KeyActor } from '../context.ts';
import { createKey } from '../modules/api-keys/index.ts';
import { makeUser } from './factories.ts';
import { actingAs, type TestContext } from './context.ts';

const YEAR_MS = 365 * 86_400_000;
/** What is asked for with a key that may all that its person may. */
export const FREE = {
  projectId: null,
  modelIds: [],
  sessionIds: [],
  requestsPerMinute: null,
  tokensPerMinute: null,
  tokensPerMonth: null,
};

/** A new key of the person who acts, as they make it themselves: its secret. */
export async function makeSecretOf(
  ctx: TestContext,
  fields: Partial<Parameters<typeof createKey>[1]> = {},
): Promise<string> {
  const name = `Key ${randomUUID().slice(0, 4)}`;
  const expiresAt = new Date(Date.now() + YEAR_MS);
  return (await createKey(ctx, { ...FREE, name, expiresAt, ...fields })).secret;
}

type KeyData = Partial<Prisma.ApiKeyUncheckedCreateInput> & { personId: string };

export const makeKeyRow = (db: Database, data: KeyData) =>
  db.apiKey.create({
    data: {
      name: `Key ${randomUUID().slice(0, 4)}`,
      prefix: `esp_${randomUUID().slice(0, 8)}`,
      secretHash: 'none',
      expiresAt: new Date(Date.now() + 86_400_000),
      ...data,
    },
    include: { person: true },
  });

export const makeBatchRow = (db: Database, apiKeyId: string) =>
  db.batch.create({
    data: {
      id: `batch_${randomUUID()}`,
      apiKeyId,
      endpoint: '/v1/chat/completions',
      window: '24h',
      inputFileId: 'file-gone',
      fileName: 'questions.jsonl',
      total: 1,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  });

/** A key past its verbs, and a context that asks with it; of a new member unless told whose. */
export async function makeKey(
  ctx: TestContext,
  data: Partial<Prisma.ApiKeyUncheckedCreateInput> & { limits?: Partial<KeyActor['limits']> } = {},
) {
  const { limits, ...fields } = data;
  const personId = fields.personId ?? (await makeUser(ctx.db)).id;
  const expiresAt = new Date(ctx.now().getTime() + 86_400_000);
  const row = await makeKeyRow(ctx.db, { expiresAt, ...limits, ...fields, personId });
  const { id, name, prefix, projectId, person } = row;
  const actor: KeyActor = {
    kind: 'key',
    id,
    name,
    prefix,
    person: { id: person.id, name: person.name, role: person.role },
    projectId,
    scope: { modelIds: row.modelIds, sessionIds: row.sessionIds },
    limits: {
      requestsPerMinute: row.requestsPerMinute,
      tokensPerMinute: row.tokensPerMinute,
      tokensPerMonth: row.tokensPerMonth,
    },
  };
  return { row, ctx: await actingAs(ctx, actor) };
}
