import { formatMonth } from '@/shared/domain/format.ts';
import { monthKey, monthKeyOf, windowOfKey } from '@/shared/domain/month-key.ts';
import { monthOf, shiftMonth } from '@/shared/domain/month.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockToFreeze } from '../bookings/index.ts';
import { readTimeZone } from '../energy/index.ts';
import { FrozenUsage, liveCosts, liveReport } from '../reports/index.ts';
import { readCarbon } from './carbon.ts';

/** Keeps a month's figures for good. Refused while it is not over or a session of it has no settled energy yet. */
export async function freezeMonth(ctx: ServiceContext, { month }: { month: string }): Promise<void> {
  authorize(ctx, 'cost:manage');
  await freeze(ctx, month);
}

async function freeze(ctx: ServiceContext, month: string): Promise<void> {
  const timeZone = await readTimeZone(ctx);
  const span = windowOfKey(month, timeZone);
  const name = formatMonth(`${month}-01`);
  if (span.to > ctx.now())
    throw new ServiceError('CONFLICT', `${name} is not over yet. It can be frozen when it is.`);
  await withTransaction(ctx, async (tx) => {
    await lockToFreeze(tx);
    const before = await tx.frozenMonth.findFirst({
      where: { startsAt: { lt: span.to }, endsAt: { gt: span.from } },
    });
    if (before) throw new ServiceError('CONFLICT', `${name} is frozen already, by ${before.frozenByName}.`);
    const open = await countUnsettled(tx, span);
    if (open > 0) throw new ServiceError('CONFLICT', unsettledWords(open));
    await keep(ctx, tx, { month, span, timeZone });
    await emitAudit(ctx, tx, {
      action: 'month.freeze',
      objectType: 'month',
      objectId: month,
      objectName: name,
    });
  });
}

const unsettledWords = (open: number): string =>
  open === 1
    ? 'The energy of 1 session of this month is not settled yet. Try again when it has ended and its readings are in.'
    : `The energy of ${open} sessions of this month is not settled yet. Try again when they have ended and their readings are in.`;

/** Sessions within it that run still, or whose readings are not all in. */
export async function countUnsettled(
  tx: Pick<Transaction, '$queryRaw'>,
  { from, to }: Span,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "Session" s LEFT JOIN "SessionEnergy" e ON e."sessionId" = s.id
    WHERE s."createdAt" < ${to} AND (s."endedAt" IS NULL OR s."endedAt" > ${from}) AND e."settledAt" IS NULL`;
  return row?.count ?? 0;
}

const json = (value: unknown): Prisma.InputJsonValue =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

type Kept = { month: string; span: Span; timeZone: string };

async function keep(ctx: ServiceContext, tx: Transaction, { month, span, timeZone }: Kept): Promise<void> {
  const { frame, cells } = await liveCosts(ctx, span);
  const report = await liveReport(ctx, span);
  const carbon = await readCarbon(ctx, span.to);
  const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' }, select: { name: true } });
  await tx.frozenMonth.create({
    data: {
      month,
      startsAt: span.from,
      endsAt: span.to,
      timeZone,
      labName: lab.name,
      frozenAt: ctx.now(),
      frozenById: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      frozenByName: ctx.actor.kind === 'user' ? ctx.actor.name : 'the lab’s rule',
      tariffs: json(frame.prices),
      ...(carbon && { carbon: json(carbon) }),
      usage: json(FrozenUsage.parse(report)),
    },
  });
  await tx.frozenCost.createMany({
    data: cells.map(({ charges, electricity, tokenCharges, ...cell }, position) => ({
      month,
      position,
      ...cell,
      charges: json(charges),
      electricity: json(electricity),
      tokenCharges: json(tokenCharges),
    })),
  });
  await tx.frozenMachine.createMany({
    data: report.machines.map(({ powerSources, ...row }) => ({ month, ...row, powerSources })),
  });
}

/** So many months back a rule that was set late still reaches. */
const MONTHS_BACK = 12;

/** By the lab's rule: months that ended so many days ago, once every session in them is settled. */
export async function freezeDueMonths(ctx: ServiceContext): Promise<{ frozen: string[] }> {
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { freezeAfterDays: true, setUpAt: true, timeZone: true },
  });
  if (lab?.freezeAfterDays == null || !lab.setUpAt) return { frozen: [] };
  const dueBefore = new Date(ctx.now().getTime() - lab.freezeAfterDays * 86_400_000);
  const newest = monthOf(dueBefore, lab.timeZone);
  const oldest = monthKeyOf(lab.setUpAt, lab.timeZone);
  const months = Array.from({ length: MONTHS_BACK }, (_, back) =>
    monthKey(shiftMonth(newest, back - MONTHS_BACK)),
  );
  const done = await ctx.db.frozenMonth.findMany({
    where: { month: { in: months } },
    select: { month: true },
  });
  const frozen: string[] = [];
  for (const month of months) {
    if (month < oldest || done.some((it) => it.month === month)) continue;
    if ((await countUnsettled(ctx.db, windowOfKey(month, lab.timeZone))) > 0) continue;
    await freeze(ctx, month);
    frozen.push(month);
  }
  return { frozen };
}
