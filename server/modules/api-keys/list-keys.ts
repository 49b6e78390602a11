import type * as z from 'zod';
import { can } from '@/shared/domain/permissions.ts';
import { ApiKey, type KeyUse, type ListKeysInput } from '@/shared/schemas/api-key.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { readTimeZone } from '../energy/index.ts';
import { type KeyRow, keyInclude } from './describe-key.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** One's own keys or the lab's, those that stand first, with what they have used. */
export async function listKeys(
  ctx: ServiceContext,
  input: z.output<typeof ListKeysInput>,
): Promise<ApiKey[]> {
  authorize(ctx, input.whose === 'lab' ? 'key:manage-any' : 'key:manage-own');
  const { id: personId } = requireUser(ctx);
  const rows = await ctx.db.apiKey.findMany({
    where: input.whose === 'lab' ? {} : { personId },
    include: {
      ...keyInclude,
      requests: { select: { client: true }, orderBy: { createdAt: 'desc' }, take: 1 },
    },
    orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }],
    take: input.limit,
  });
  const ids = rows.map((it) => it.id);
  const [months, minutes, titles] = await Promise.all([
    readMonths(ctx, ids),
    readMinutes(ctx, ids),
    readTitles(ctx, rows),
  ]);
  return rows.map((row) =>
    ApiKey.parse({
      ...row,
      models: row.modelIds.map((id) => ({ id, title: titles.models.get(id) ?? id })),
      sessions: row.sessionIds.map((id) => ({
        id,
        title: titles.sessions.get(id) ?? 'A session that is gone',
      })),
      lastClient: row.requests[0]?.client ?? null,
      state: stateOf(row, ctx.now()),
      thisMonth: months.get(row.id) ?? NOTHING,
      lastHour: minutes.get(row.id) ?? Array<number>(60).fill(0),
    }),
  );
}

const NOTHING: KeyUse = {
  requests: 0,
  simulatedRequests: 0,
  promptTokens: 0,
  completionTokens: 0,
  energyJoules: null,
  isEnergyPending: false,
};

function stateOf(row: KeyRow, now: Date): ApiKey['state'] {
  if (row.revokedAt) return 'revoked';
  if (row.expiresAt <= now) return 'expired';
  return can({ kind: 'key', role: row.person.role }, 'api:ask') ? 'active' : 'asleep';
}

/** Of the lab's month, from the answers themselves. A budget counts simulated ones too; energy doesn't. */
async function readMonths(ctx: ServiceContext, ids: string[]): Promise<Map<string, KeyUse>> {
  const timeZone = await readTimeZone(ctx);
  const rows = await ctx.db.$queryRaw<(KeyUse & { keyId: string })[]>`
    SELECT g."apiKeyId" AS "keyId", count(*)::int AS requests,
      coalesce(sum(g."promptTokens"), 0)::float8 AS "promptTokens",
      coalesce(sum(g."completionTokens"), 0)::float8 AS "completionTokens",
      (count(*) FILTER (WHERE s.simulated))::int AS "simulatedRequests",
      sum(g."energyJoules") FILTER (WHERE NOT s.simulated) AS "energyJoules",
      bool_or(g."energyJoules" IS NULL AND g."energyDueAt" IS NOT NULL) AS "isEnergyPending"
    FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
    WHERE g."apiKeyId" = ANY(${ids})
      AND g."createdAt" >= date_trunc('month', ${ctx.now()}::timestamptz, ${timeZone})
    GROUP BY 1`;
  return new Map(rows.map(({ keyId, ...use }) => [keyId, use]));
}

async function readMinutes(ctx: ServiceContext, ids: string[]): Promise<Map<string, number[]>> {
  const nowMs = ctx.now().getTime();
  const rows = await ctx.db.$queryRaw<{ keyId: string; at: Date; tokens: number }[]>`
    SELECT "apiKeyId" AS "keyId", date_trunc('minute', "createdAt") AS at,
      sum(coalesce("promptTokens", 0) + "completionTokens")::float8 AS tokens
    FROM "Generation" WHERE "apiKeyId" = ANY(${ids}) AND "createdAt" > ${new Date(nowMs - HOUR_MS)}
    GROUP BY 1, 2`;
  const byKey = new Map<string, number[]>();
  for (const { keyId, at, tokens } of rows) {
    const minutes = byKey.get(keyId) ?? Array<number>(60).fill(0);
    const ago = Math.min(59, Math.max(0, Math.floor((nowMs - at.getTime()) / MINUTE_MS)));
    minutes[59 - ago]! += tokens;
    byKey.set(keyId, minutes);
  }
  return byKey;
}

async function readTitles(ctx: ServiceContext, rows: KeyRow[]) {
  const modelIds = [...new Set(rows.flatMap((it) => it.modelIds))];
  const sessionIds = [...new Set(rows.flatMap((it) => it.sessionIds))];
  const [models, sessions] = await Promise.all([
    ctx.db.session.findMany({
      where: { modelId: { in: modelIds } },
      distinct: ['modelId'],
      select: { modelId: true, modelTitle: true },
    }),
    ctx.db.session.findMany({ where: { id: { in: sessionIds } }, select: { id: true, modelTitle: true } }),
  ]);
  return {
    models: new Map(models.map((it) => [it.modelId, it.modelTitle])),
    sessions: new Map(sessions.map((it) => [it.id, it.modelTitle])),
  };
}
