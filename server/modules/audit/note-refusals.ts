import { takeUse } from '../../auth/rate-limit.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import type { EventMap } from '../../events/event-map.ts';
import { emitAudit } from './emit-audit.ts';

type Refusal = EventMap['access.refused'];

/** One row a person and kind of refusal in so long, however often they ask: nobody fills the disk. */
const EACH_MS = 60_000;
const REMEMBERED = 1000;

/** Writes down what people ask for that their role does not allow. Gives back how to stop. */
export function noteRefusals(ctx: ServiceContext): () => void {
  // Spares the database what this portal knows already; what counts for all portals is counted there.
  const notedAtMs = new Map<string, number>();
  return ctx.bus.on('access.refused', (refusal) => {
    const key = `refused:${refusal.personId}:${refusal.action}`;
    const nowMs = ctx.now().getTime();
    if (nowMs - (notedAtMs.get(key) ?? -Infinity) < EACH_MS) return;
    if (notedAtMs.size >= REMEMBERED) notedAtMs.clear();
    notedAtMs.set(key, nowMs);
    inBackground(ctx, 'a refusal could not be written down', noteRefusal(ctx, key, refusal));
  });
}

async function noteRefusal(
  { db, now }: ServiceContext,
  key: string,
  { personId, name, action, requestId }: Refusal,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const uses = await takeUse(tx, key, { max: 1, windowMs: EACH_MS }, now().getTime());
    if (uses.count > 1) return;
    const actor = { kind: 'user', id: personId, name, role: 'viewer', teamId: null } as const;
    await emitAudit({ actor, now, requestId }, tx, {
      action: 'access.refuse',
      objectType: 'right',
      objectId: action,
      objectName: action,
    });
  });
}
