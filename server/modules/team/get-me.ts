import type * as z from 'zod';
import type { Me } from '@/shared/schemas/member.ts';
import { requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readCurrency } from '../energy/index.ts';
import { memberInclude, toMember } from './internal.ts';

export async function getMe(ctx: ServiceContext): Promise<z.output<typeof Me>> {
  const { id } = requireUser(ctx);
  const [user, lab, currency] = await Promise.all([
    ctx.db.user.findUnique({ where: { id }, include: memberInclude }),
    ctx.db.lab.findUnique({ where: { id: 'lab' } }),
    readCurrency(ctx, ctx.db),
  ]);
  if (!user || !lab) throw new ServiceError('UNAUTHORIZED', 'This account is not part of the lab any more.');
  const { id: personId, name, email, role, teamName, teams, guestUntil } = toMember(user);
  return {
    id: personId,
    name,
    email,
    role,
    teamName,
    teams,
    guestUntil,
    timeZone: user.timeZone,
    clock: user.clock === '12' ? '12' : null,
    lab: { name: lab.name, timeZone: lab.timeZone, currency },
  };
}
