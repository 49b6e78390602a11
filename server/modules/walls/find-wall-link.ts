import type { ServiceContext, WallActor } from '../../context.ts';
import { hashOfToken } from '../../secret-token.ts';

const SEEN_EACH_MS = 60_000;

/** The screen that has this secret; null where nobody has it, or not any more. */
export async function findWallLink({ db, now }: ServiceContext, token: string): Promise<WallActor | null> {
  const at = now();
  const link = await db.wallLink.findFirst({
    where: {
      tokenHash: hashOfToken(token),
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: at } }],
    },
    select: { id: true, name: true, showsNames: true, seenAt: true },
  });
  if (!link) return null;
  const { seenAt, ...screen } = link;
  if (!seenAt || at.getTime() - seenAt.getTime() >= SEEN_EACH_MS)
    await db.wallLink.updateMany({ where: { id: screen.id }, data: { seenAt: at } });
  return { kind: 'wall', ...screen };
}
