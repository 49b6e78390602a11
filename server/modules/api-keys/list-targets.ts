import type { KeyTargets } from '@/shared/schemas/api-key.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { readMayKnow } from '../visibility/index.ts';

type Live = Omit<KeyTargets['sessions'][number], 'personName'> & { personId: string; name: string };

/** The names one's keys may ask for now, and the models that a key can be bound to. */
export async function listTargets(ctx: ServiceContext, { limit }: { limit: number }): Promise<KeyTargets> {
  authorize(ctx, 'key:manage-own');
  const { id: personId } = requireUser(ctx);
  const [sessions, models, mayKnow] = await Promise.all([
    ctx.db.$queryRaw<Live[]>`
      SELECT s.id, s."modelId", s."modelTitle", b."personId" = ${personId} AS mine, s."openToAll", s.simulated,
        b."personId", p.name, b."endsAt",
        (SELECT count(*)::int FROM "Generation" g WHERE g."sessionId" = s.id AND g.state = 'queued') AS waiting
      FROM "Session" s JOIN "Booking" b ON b.id = s."bookingId" JOIN "User" p ON p.id = b."personId"
      WHERE s.state = 'ready' AND (b."personId" = ${personId} OR s."openToAll")
      ORDER BY s."createdAt" DESC LIMIT ${limit}`,
    ctx.db.$queryRaw<{ id: string; title: string }[]>`
      SELECT s."modelId" AS id, max(s."modelTitle") AS title FROM "Session" s
      GROUP BY 1 ORDER BY max(s."createdAt") DESC LIMIT ${limit}`,
    readMayKnow(ctx),
  ]);
  return {
    address: `${ctx.portal.url}/api/v1`,
    models,
    sessions: sessions.map(({ personId: of, name, ...it }) => ({
      ...it,
      personName: mayKnow(of).name ? name : null,
    })),
  };
}
