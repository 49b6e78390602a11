import { Prisma } from '@/prisma/generated/client.ts';
import { readSql, type Transaction } from '../../db.ts';
import type { Judged } from './judge-looks.ts';

/** What a round changed, in as few statements as there are kinds of change. */
export async function writeRound(
  tx: Transaction,
  { moved, fired, cleared }: Judged,
  now: Date,
): Promise<void> {
  if (moved.length > 0) await writeConditions(tx, moved);
  if (fired.length > 0)
    await tx.alert.createMany({
      data: fired.map(({ rule, ...it }) => ({
        ...it,
        ruleName: rule.name,
        kind: rule.kind,
        severity: rule.severity,
      })),
    });
  for (const [endReason, of] of Map.groupBy(cleared, (it) => it.endReason))
    await tx.alert.updateMany({
      where: { id: { in: of.map((it) => it.id) }, endedAt: null },
      data: { endedAt: now, endReason },
    });
}

async function writeConditions(tx: Transaction, moved: Judged['moved']): Promise<void> {
  await readSql(
    tx,
    'alerts.move',
    Prisma.sql`
    WITH moved AS (SELECT * FROM json_populate_recordset(NULL::"AlertCondition", ${JSON.stringify(moved)}::json)),
    gone AS (
      DELETE FROM "AlertCondition" c USING moved m
      WHERE m.state = 'ok' AND c."ruleId" = m."ruleId" AND c."subjectId" = m."subjectId"
    )
    INSERT INTO "AlertCondition" ("ruleId", "subjectId", state, since)
    SELECT "ruleId", "subjectId", state, since FROM moved WHERE state <> 'ok'
    ON CONFLICT ("ruleId", "subjectId") DO UPDATE SET state = excluded.state, since = excluded.since`,
  );
}
