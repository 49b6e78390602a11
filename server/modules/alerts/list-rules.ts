import { macName } from '@/shared/data/mac-models.ts';
import { ALERT_KIND_NAMES, type AlertKind } from '@/shared/domain/alert-kinds.ts';
import type { AlertChoices, AlertRule } from '@/shared/schemas/alert.ts';
import type * as z from 'zod';
import { authorize, type ServiceContext } from '../../context.ts';

const SHOWN = 3;

/** The rules with what each fires for now and when it last did, in the order of their kinds. */
export async function listAlertRules(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<AlertRule[]> {
  authorize(ctx, 'alert:manage');
  const [rules, open, last] = await Promise.all([
    ctx.db.alertRule.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: limit }),
    ctx.db.alert.findMany({
      where: { endedAt: null, ruleId: { not: null } },
      select: { id: true, ruleId: true, subjectName: true, simulated: true, firedAt: true },
      orderBy: [{ firedAt: 'desc' }, { id: 'desc' }],
      take: 1000,
    }),
    ctx.db.$queryRaw<{ ruleId: string; firedAt: Date; subjectName: string }[]>`
      SELECT r.id AS "ruleId", a."firedAt", a."subjectName" FROM "AlertRule" r CROSS JOIN LATERAL (
        SELECT "firedAt", "subjectName" FROM "Alert" WHERE "ruleId" = r.id ORDER BY "firedAt" DESC LIMIT 1) a`,
  ]);
  const order = (it: { kind: string }): number => ALERT_KIND_NAMES.indexOf(it.kind as AlertKind);
  return rules
    .toSorted((a, b) => order(a) - order(b))
    .map(({ createdAt: _at, ...rule }): AlertRule => {
      const firing = open.filter((it) => it.ruleId === rule.id);
      const newest = last.find((it) => it.ruleId === rule.id);
      return {
        ...rule,
        kind: rule.kind as AlertKind,
        severity: rule.severity as AlertRule['severity'],
        scope: rule.scope as AlertRule['scope'],
        roles: rule.roles as AlertRule['roles'],
        firing: firing.slice(0, SHOWN).map((it) => ({
          alertId: it.id,
          name: it.subjectName,
          simulated: it.simulated,
          firedAt: it.firedAt,
        })),
        firingCount: firing.length,
        lastFiredAt: newest?.firedAt ?? null,
        lastFiredFor: newest?.subjectName ?? null,
      };
    });
}

/** Who and what a rule may name; of each `limit` at most. */
export async function listAlertChoices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof AlertChoices>> {
  authorize(ctx, 'alert:manage');
  const byName = { select: { id: true, name: true }, orderBy: { name: 'asc' }, take: limit } as const;
  const [people, teams, machines] = await Promise.all([
    ctx.db.user.findMany({ ...byName, where: { deactivatedAt: null } }),
    ctx.db.team.findMany(byName),
    ctx.db.machine.findMany({
      ...byName,
      where: { status: { not: 'retired' } },
      select: { id: true, name: true, simulated: true, catalogId: true },
    }),
  ]);
  const kinds = new Set(machines.flatMap((it) => it.catalogId ?? []));
  const models = [...kinds]
    .map((id) => ({ id, name: macName(id) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return { people, teams, machines: machines.map(({ catalogId: _model, ...it }) => it), models };
}
