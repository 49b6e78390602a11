import { timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import { isTimeZone } from '@/shared/domain/zoned-time.ts';
import type { SetUpInput } from '@/shared/schemas/member.ts';
import { type Actor, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';
import { checkPassword } from './check-password.ts';
import { createAccount, hashOfPassword } from './internal.ts';

/** Once, by whoever holds the link from the log: the lab gets its name, its owner and a first team. */
export async function setUpLab(
  ctx: ServiceContext,
  input: z.output<typeof SetUpInput>,
): Promise<{ email: string }> {
  const setUpTokenHash = hashOfToken(input.token);
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { setUpTokenHash: true, setUpAt: true },
  });
  if (lab?.setUpAt) throw alreadySetUp();
  if (!isSameHash(lab?.setUpTokenHash ?? null, setUpTokenHash)) {
    throw new ServiceError(
      'FORBIDDEN',
      'This set-up link is not valid. The newest one is in the log of the portal.',
    );
  }
  if (!isTimeZone(input.timeZone))
    throw new ServiceError('VALIDATION', `There is no time zone called ${input.timeZone}.`);
  await checkPassword(input.password, [input.name, input.email, input.labName]);
  const passwordHash = await hashOfPassword(input.password);
  return withTransaction(ctx, async (tx) => {
    const now = ctx.now();
    const claimed = await tx.lab.updateMany({
      where: { id: 'lab', setUpAt: null, setUpTokenHash },
      data: { name: input.labName, timeZone: input.timeZone, setUpAt: now, setUpTokenHash: null },
    });
    if (claimed.count === 0) throw alreadySetUp();
    const team = await tx.team.create({ data: { name: input.labName } });
    // Nothing costs anything until the lab sets its prices; a report needs a row to point at.
    const free = { machineHourPrice: 0, electricityPricePerKwh: 0, pue: 1 };
    await tx.tariff.create({ data: { validFrom: new Date(0), currency: 'EUR', ...free } });
    const { name, email } = input;
    const owner = await createAccount(tx, { name, email, role: 'owner', teamId: team.id, passwordHash });
    const actor: Actor = { kind: 'user', id: owner.id, name: owner.name, role: owner.role, teamId: team.id };
    await emitAudit({ ...ctx, actor }, tx, {
      action: 'lab.set-up',
      objectType: 'lab',
      objectId: 'lab',
      objectName: input.labName,
      after: { name: input.labName, timeZone: input.timeZone, owner: owner.email },
    });
    return { email: owner.email };
  });
}

const alreadySetUp = () =>
  new ServiceError('CONFLICT', 'This lab is already set up. Sign in, or ask its owner to add you.');

function isSameHash(stored: string | null, given: string): boolean {
  return stored !== null && timingSafeEqual(Buffer.from(stored, 'hex'), Buffer.from(given, 'hex'));
}
