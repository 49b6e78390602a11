import type { ServiceContext } from '../../context.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';

/**
 * On start: while nobody has set the lab up, makes its row and a fresh one-time link (an older link stops
 * working; only its hash is kept). `null` once the lab is set up, or while another portal has told its own link.
 */
export async function ensureLab(
  ctx: ServiceContext,
  portalUrl: string,
  { isAlone }: { isAlone: boolean } = { isAlone: true },
): Promise<string | null> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' } });
  if (lab?.setUpAt || (lab?.setUpTokenHash && !isAlone)) return null;
  const token = makeToken();
  const setUpTokenHash = hashOfToken(token);
  await ctx.db.lab.createMany({ data: { name: 'New lab', timeZone: hostTimeZone() }, skipDuplicates: true });
  // Conditional, since somebody may be setting the lab up through another portal at this moment.
  const { count } = await ctx.db.lab.updateMany({
    where: { id: 'lab', setUpAt: null },
    data: { setUpTokenHash },
  });
  return count === 0 ? null : `${portalUrl}/set-up?token=${token}`;
}

const hostTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
