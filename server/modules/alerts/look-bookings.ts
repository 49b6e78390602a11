import { idleSince } from '@/shared/domain/booking-care.ts';
import { listNames } from '@/shared/domain/format.ts';
import { formatMoney, formatTime } from '@/shared/domain/format.ts';
import { budgetAmount } from '@/shared/domain/budgets.ts';
import { MOST_BUDGETS } from '@/shared/schemas/budget.ts';
import type { ServiceContext } from '../../context.ts';
import { readCared } from '../bookings/index.ts';
import { listBudgets } from '../budgets/index.ts';
import { readBudgets } from '../projects/index.ts';
import type { Look } from './looks.ts';

const MINUTE_MS = 60_000;

/** For how long nothing ran on what is booked now. */
export async function lookAtBookings(ctx: ServiceContext, timeZone: string): Promise<Look[]> {
  const now = ctx.now();
  const running = (await readCared(ctx, [])).filter((it) => it.startsAt <= now);
  return running.map((it) => {
    const since = idleSince(it);
    return {
      kind: 'booking_idle',
      subject: {
        id: it.id,
        kind: 'booking',
        name: listNames(it.machines.map((machine) => machine.name)),
        simulated: it.simulated,
        machines: it.machines,
        personIds: [it.personId],
        link: `/bookings/${it.id}`,
      },
      value: since ? (now.getTime() - since.getTime()) / MINUTE_MS : 0,
      sight: it.missingMachineIds.length > 0 ? 'gone' : null,
      since,
      detail: `until ${formatTime(it.endsAt, timeZone)}`,
    };
  });
}

/** What of each budget is used or reserved: those that projects have over their whole time, and those of the settings. */
export async function lookAtBudgets(ctx: ServiceContext): Promise<Look[]> {
  return [...(await lookAtProjects(ctx)), ...(await lookAtSetBudgets(ctx))];
}

async function lookAtSetBudgets(ctx: ServiceContext): Promise<Look[]> {
  const budgets = await listBudgets(ctx, { limit: MOST_BUDGETS });
  return budgets.map((it) => ({
    kind: 'budget_near',
    subject: {
      id: it.id,
      kind: 'project',
      name: it.name,
      simulated: false,
      machines: [],
      personIds: [],
      link: '/settings/budgets',
    },
    value: 100 * it.share,
    sight: null,
    since: null,
    detail: `${budgetAmount(it, it.used)} of ${budgetAmount(it, it.amount)}${it.period === 'month' ? ' this month' : ''}`,
  }));
}

async function lookAtProjects(ctx: ServiceContext): Promise<Look[]> {
  const budgets = await readBudgets(ctx);
  return budgets.map(({ id, name, memberIds, currency, amount, used }) => ({
    kind: 'budget_near',
    subject: {
      id,
      kind: 'project',
      name,
      simulated: false,
      machines: [],
      personIds: memberIds,
      link: '/settings/projects',
    },
    value: (100 * used) / amount,
    sight: null,
    since: null,
    detail: `${formatMoney(used, currency)} of ${formatMoney(amount, currency)}, what is reserved ahead with it`,
  }));
}
