import { macName } from '@/shared/data/mac-models.ts';
import { standingOf } from '@/shared/domain/qualification.ts';
import type { Qualification } from '@/shared/schemas/qualification.ts';
import { authorize, may, requireUser, type ServiceContext } from '../../context.ts';

type Use = { qualificationId: string; personId: string; lastUsedAt: Date };

/** The lab's qualifications, what needs them, how one stands oneself; and who has each, for members. */
export async function listQualifications(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<Qualification[]> {
  authorize(ctx, 'lab:read');
  const me = requireUser(ctx);
  const now = ctx.now();
  const rows = await ctx.db.qualification.findMany({
    include: {
      needs: { include: { machine: { select: { id: true, name: true, status: true } } } },
      grants: {
        include: { person: { select: { id: true, name: true } }, grantedBy: { select: { name: true } } },
        orderBy: [{ grantedAt: 'desc' }, { id: 'desc' }],
        distinct: ['personId'],
      },
    },
    orderBy: { name: 'asc' },
    take: limit,
  });
  const uses = await readUses(ctx, now);
  return rows.map((row) => {
    const { id, name, note, expiresUnusedDays, needs, grants } = row;
    const standing = (grant: (typeof grants)[number]) => {
      const lastUsedAt =
        uses.find((it) => it.qualificationId === id && it.personId === grant.personId)?.lastUsedAt ?? null;
      return { ...standingOf({ ...grant, expiresUnusedDays, lastUsedAt }, now), lastUsedAt };
    };
    const mine = grants.find((it) => it.personId === me.id);
    const holders = grants
      .map((grant) => ({
        grantId: grant.id,
        person: grant.person,
        grantedAt: grant.grantedAt,
        grantedBy: grant.grantedBy?.name ?? null,
        ...standing(grant),
      }))
      .toSorted((x, y) => x.person.name.localeCompare(y.person.name, 'en'));
    return {
      id,
      name,
      note,
      expiresUnusedDays,
      machines: needs
        .flatMap(({ machine }) =>
          machine && machine.status !== 'retired' ? [{ id: machine.id, name: machine.name }] : [],
        )
        .toSorted((x, y) => x.name.localeCompare(y.name, 'en')),
      models: needs.flatMap(({ catalogId }) =>
        catalogId === null ? [] : [{ id: catalogId, name: macName(catalogId) }],
      ),
      mine: mine ? standing(mine) : { standing: 'none', until: null },
      holders: may(ctx, 'member:read') ? holders : null,
    };
  });
}

/** When each holder last began to use a machine that needs it. */
function readUses(ctx: ServiceContext, now: Date): Promise<Use[]> {
  return ctx.db.$queryRaw<Use[]>`
    SELECT n."qualificationId", b."personId", max(b."startsAt") AS "lastUsedAt"
    FROM "QualificationNeed" n
    JOIN "Machine" m ON m.id = n."machineId" OR m."catalogId" = n."catalogId"
    JOIN "MachineBlock" k ON k."machineId" = m.id
    JOIN "Booking" b ON b.id = k."bookingId"
    WHERE b.status NOT IN ('cancelled', 'pending', 'declined') AND b."startsAt" <= ${now} AND m.status <> 'retired'
      AND EXISTS (
        SELECT FROM "QualificationGrant" g
        WHERE g."qualificationId" = n."qualificationId" AND g."personId" = b."personId"
      )
    GROUP BY n."qualificationId", b."personId"`;
}
