import { Prisma } from '@/prisma/generated/client.ts';
import type { AlertKind, AlertScope } from '@/shared/domain/alert-kinds.ts';
import type { ConditionState } from '@/shared/domain/alert-machine.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql, type Transaction } from '../../db.ts';

export type Rule = {
  id: string;
  kind: AlertKind;
  name: string;
  severity: string;
  threshold: number | null;
  clearsAt: number | null;
  fireAfterSeconds: number;
  clearAfterSeconds: number;
  scope: AlertScope;
  catalogIds: string[];
  machineIds: string[];
  tellsConcerned: boolean;
  roles: Role[];
  teamIds: string[];
  personIds: string[];
  byEmail: boolean;
  byWebhook: boolean;
  sendsSimulated: boolean;
};
export type OpenAlert = {
  id: string;
  ruleId: string;
  subjectId: string;
  subjectName: string;
  simulated: boolean;
  title: string;
  text: string;
  link: string | null;
  firedAt: Date;
  toldAt: Date | null;
};
type Silence = { ruleId: string | null; subjectId: string | null };
export type Standing = {
  timeZone: string;
  rules: Rule[];
  conditions: { ruleId: string; subjectId: string; state: ConditionState; since: string }[];
  silences: Silence[];
  alerts: OpenAlert[];
};

/**
 * Takes this round for this portal and tells when the last one was; null while another portal has it, or had it just
 * now. Given up with the transaction.
 */
export async function claimRound(tx: Transaction, now: Date, leastMs: number): Promise<Date | null> {
  const rows = await readSql<{ lastAt: Date }>(
    tx,
    'alerts.claim',
    Prisma.sql`
    WITH mine AS (
      SELECT id, at FROM "AlertRound" WHERE at <= ${new Date(now.getTime() - leastMs)}::timestamptz FOR UPDATE SKIP LOCKED
    )
    UPDATE "AlertRound" r SET at = ${now}::timestamptz FROM mine WHERE r.id = mine.id RETURNING mine.at AS "lastAt"`,
  );
  return rows[0]?.lastAt ?? null;
}

/** Rules that are on, where each stands with what, what fires and what is silenced, in one statement. */
export async function readStanding(ctx: ServiceContext, tx: Transaction): Promise<Standing> {
  const [row] = await readSql<Standing>(
    tx,
    'alerts.standing',
    Prisma.sql`
    SELECT coalesce((SELECT "timeZone" FROM "Lab"), 'UTC') AS "timeZone",
      (SELECT coalesce(json_agg(r ORDER BY r.id), '[]') FROM "AlertRule" r WHERE r."isOn") AS rules,
      (SELECT coalesce(json_agg(c), '[]') FROM "AlertCondition" c) AS conditions,
      (SELECT coalesce(json_agg(json_build_object('ruleId', "ruleId", 'subjectId', "subjectId")), '[]')
        FROM "AlertSilence" WHERE until > ${ctx.now()}::timestamptz) AS silences,
      (SELECT coalesce(json_agg(a ORDER BY a."firedAt", a.id), '[]') FROM "Alert" a
        WHERE a."endedAt" IS NULL AND a."ruleId" IS NOT NULL) AS alerts`,
  );
  const { alerts, ...rest } = row!;
  const moment = (at: Date | string | null): Date | null => (at === null ? null : new Date(at));
  return {
    ...rest,
    alerts: alerts.map((it) => ({ ...it, firedAt: moment(it.firedAt)!, toldAt: moment(it.toldAt) })),
  };
}

export const isSilenced = (silences: readonly Silence[], ruleId: string, subjectId: string): boolean =>
  silences.some(
    (it) =>
      (it.ruleId === null || it.ruleId === ruleId) && (it.subjectId === null || it.subjectId === subjectId),
  );
