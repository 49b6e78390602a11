import type * as z from 'zod';
import type { WaysIn } from '@/shared/schemas/sign-in.ts';
import type { ServiceContext } from '../../context.ts';

/** Which ways in this portal has, for whoever stands in front of it. */
export async function readWaysIn(ctx: ServiceContext): Promise<z.output<typeof WaysIn>> {
  const [provider, passkey] = await Promise.all([
    ctx.db.signInProvider.findFirst({ select: { name: true } }),
    ctx.db.passkey.findFirst({ select: { id: true } }),
  ]);
  return {
    hasMail: ctx.outbound.smtpUrl !== null,
    hasPasskeys: passkey !== null,
    providerName: provider?.name ?? null,
    lacks: ctx.actor.kind === 'entering' ? ctx.actor.lacks : null,
  };
}
