import type * as z from 'zod';
import type { ProviderInput, ProviderView, TiedView } from '@/shared/schemas/sign-in.ts';
import { Role } from '@/shared/schemas/member.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { sealSecret } from '../notifications/index.ts';
import { discover, readProvider, returnAddressOf } from './provider.ts';

/** As it is set up, without its secret. */
export async function getProvider(ctx: ServiceContext): Promise<z.output<typeof ProviderView>> {
  authorize(ctx, 'member:manage');
  const isSet = (await ctx.db.signInProvider.count()) > 0;
  const row = isSet ? await readProvider(ctx) : null;
  return {
    returnAddress: returnAddressOf(ctx),
    provider: row && {
      name: row.name,
      issuer: row.issuer,
      clientId: row.clientId,
      groupClaim: row.groupClaim,
      groupRoles: row.groupRoles,
      newPeopleRole: Role.exclude(['owner']).nullable().parse(row.newPeopleRole),
      linksByEmail: row.linksByEmail,
    },
  };
}

/** Asks the service once before it is kept. A secret never goes along to another issuer. Owners only. */
export async function setProvider(
  ctx: ServiceContext,
  { clientSecret, ...input }: z.output<typeof ProviderInput>,
): Promise<z.output<typeof ProviderView>> {
  requireOwner(ctx);
  await requireFreshSignIn(ctx);
  await discover(ctx, input.issuer);
  await withTransaction(ctx, async (tx) => {
    const before = await tx.signInProvider.findFirst();
    const kept = before?.issuer === input.issuer ? before.sealedClientSecret : null;
    const sealedClientSecret = clientSecret ? sealSecret(ctx, clientSecret) : kept;
    if (sealedClientSecret === null)
      throw new ServiceError('VALIDATION', 'Write the client secret the service gave for this portal.');
    const row = { ...input, sealedClientSecret, updatedAt: ctx.now() };
    await tx.signInProvider.upsert({ where: { id: 'provider' }, create: row, update: row });
    const { groupRoles, ...told } = input;
    await emitAudit(ctx, tx, {
      action: 'lab.set-provider',
      objectType: 'lab',
      objectId: 'lab',
      objectName: input.name,
      before: before && {
        name: before.name,
        issuer: before.issuer,
        clientId: before.clientId,
        groupClaim: before.groupClaim,
        newPeopleRole: before.newPeopleRole,
        linksByEmail: before.linksByEmail,
      },
      after: { ...told, groups: groupRoles.map((it) => `${it.group}: ${it.role}`) },
    });
  });
  return getProvider(ctx);
}

/** Accounts that were tied stay so, in case it is set up again; nobody comes in by it meanwhile. */
export async function removeProvider(ctx: ServiceContext): Promise<z.output<typeof ProviderView>> {
  requireOwner(ctx);
  await requireFreshSignIn(ctx);
  await withTransaction(ctx, async (tx) => {
    const before = await tx.signInProvider.findFirst();
    if (!before) return;
    await tx.signInProvider.deleteMany();
    await emitAudit(ctx, tx, {
      action: 'lab.remove-provider',
      objectType: 'lab',
      objectId: 'lab',
      objectName: before.name,
      before: { issuer: before.issuer },
    });
  });
  return getProvider(ctx);
}

/** Whoever names the service decides who everybody is. */
function requireOwner(ctx: ServiceContext): void {
  authorize(ctx, 'member:manage');
  if (requireUser(ctx).role !== 'owner')
    throw new ServiceError('FORBIDDEN', 'Only an owner of the lab sets up its sign-in service.');
}

export async function readTied(ctx: ServiceContext): Promise<z.output<typeof TiedView>> {
  const { id } = requireUser(ctx);
  const provider = await ctx.db.signInProvider.findFirst();
  if (!provider) return { provider: null };
  const where = { userId: id, providerId: 'provider', issuer: provider.issuer };
  return { provider: { name: provider.name, isTied: (await ctx.db.account.count({ where })) > 0 } };
}
