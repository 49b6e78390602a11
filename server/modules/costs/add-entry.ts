import { formatMonth } from '@/shared/domain/format.ts';
import { monthKeyOf, windowOfKey } from '@/shared/domain/month-key.ts';
import type { AddEntryInput } from '@/shared/schemas/statement.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockAgainstFreezing } from '../bookings/index.ts';
import { readCurrency, readTimeZone } from '../energy/index.ts';

/**
 * Money added to a team's month, or taken off it. A frozen month is not changed: then it stands in the month in which it
 * is made, and names the one it corrects.
 */
export async function addEntry(
  ctx: ServiceContext,
  input: AddEntryInput,
): Promise<{ id: string; month: string }> {
  authorize(ctx, 'cost:manage');
  const user = requireUser(ctx);
  const timeZone = await readTimeZone(ctx);
  const now = ctx.now();
  if (windowOfKey(input.month, timeZone).from > now)
    throw new ServiceError('VALIDATION', 'This month has not begun. Choose one that has.');
  return withTransaction(ctx, async (tx) => {
    await lockAgainstFreezing(tx);
    const known = await tx.statementEntry.findUnique({ where: { id: input.id }, select: { month: true } });
    // The same entry sent twice.
    if (known) return { id: input.id, month: known.month };
    const teamName = input.teamId === null ? null : await nameOfTeam(tx, input.teamId);
    const frozen = await tx.frozenMonth.findUnique({
      where: { month: input.month },
      select: { month: true },
    });
    const month = frozen ? monthKeyOf(now, timeZone) : input.month;
    const correctsMonth = frozen ? input.month : null;
    const currency = await readCurrency(ctx, tx);
    const row = { month, correctsMonth, teamId: input.teamId, teamName, currency, amount: input.amount };
    const { id, reason } = input;
    const by = { createdById: user.id, createdByName: user.name, createdAt: now };
    await tx.statementEntry.create({ data: { id, ...row, reason, ...by } });
    await emitAudit(ctx, tx, {
      action: 'statement.add-entry',
      objectType: 'statement',
      objectId: id,
      objectName: `${teamName ?? 'No team'}, ${formatMonth(`${month}-01`)}`,
      after: { amount: input.amount, currency, corrects: correctsMonth, reason },
    });
    return { id, month };
  });
}

/** One that is gone still has the name that a frozen month knows it by. */
async function nameOfTeam(tx: Transaction, id: string): Promise<string> {
  const team = await tx.team.findUnique({ where: { id }, select: { name: true } });
  const kept = team
    ? null
    : await tx.frozenCost.findFirst({
        where: { teamId: id },
        orderBy: { month: 'desc' },
        select: { teamName: true },
      });
  const name = team?.name ?? kept?.teamName;
  if (!name) throw new ServiceError('NOT_FOUND', 'There is no such team.');
  return name;
}
