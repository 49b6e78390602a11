import type * as z from 'zod';
import { checkPolicy, type Policy } from '@/shared/domain/booking-policy.ts';
import { rolesThatMay } from '@/shared/domain/permissions.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { Heir, ListHeirsInput } from '@/shared/schemas/booking-life.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readWhyTheyMayNot } from '../qualifications/index.ts';
import { STANDS } from './hand-over-booking.ts';
import { readPolicy } from './read-policy.ts';

const BOOKING_ROLES = rolesThatMay('booking:create');

type Row = {
  id: string;
  name: string;
  role: Role;
  teamId: string | null;
  teamName: string | null;
  otherTeamIds: string[];
  sameTeam: boolean;
};

/** Whom a booking can be handed to, the own team first; what is against one of them is said. */
export async function listHeirs(
  ctx: ServiceContext,
  { id, find, limit }: z.output<typeof ListHeirsInput>,
): Promise<Heir[]> {
  const booking = await ctx.db.booking.findUnique({
    where: { id },
    include: { blocks: { select: { machine: { select: { id: true, name: true, catalogId: true } } } } },
  });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  authorize(ctx, 'booking:hand-over-own', { ownerId: booking.personId });
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT u.id, u.name, u.role::text, u."teamId", t.name AS "teamName",
      ARRAY(SELECT "teamId" FROM "TeamMember" m WHERE m."userId" = u.id) AS "otherTeamIds",
      EXISTS (SELECT FROM "TeamMember" m WHERE m."userId" = u.id AND m."teamId" = ${booking.teamId}) AS "sameTeam"
    FROM "User" u LEFT JOIN "Team" t ON t.id = u."teamId"
    WHERE u.id <> ${booking.personId} AND u.role::text = ANY(${BOOKING_ROLES}) AND u."deactivatedAt" IS NULL
      AND (${find} = '' OR position(lower(${find}) IN lower(u.name)) > 0)
    ORDER BY "sameTeam" DESC, u.name, u.id
    LIMIT ${limit}`;
  const policy = await readPolicy(ctx.db, null);
  const machines = booking.blocks.map((it) => it.machine);
  const wish = { machines, startsAt: booking.startsAt, endsAt: booking.endsAt };
  return Promise.all(
    rows.map(
      async ({ id: personId, name, role, teamId, teamName, otherTeamIds, sameTeam }): Promise<Heir> => {
        const forWhich = sameTeam ? booking.teamId : teamId;
        const theirs: Policy = { ...policy, person: { id: personId, role, teamId: forWhich, otherTeamIds } };
        const machineIds = machines.map((it) => it.id);
        const why =
          whyByRules(ctx, theirs, wish) ??
          (await readWhyTheyMayNot(ctx, ctx.db, { personId, name, machineIds }));
        return { id: personId, name, teamName, sameTeam, whyNot: why };
      },
    ),
  );
}

function whyByRules(
  ctx: ServiceContext,
  policy: Policy,
  wish: Parameters<typeof checkPolicy>[1],
): string | null {
  const verdict = checkPolicy(policy, wish, ctx.now(), STANDS);
  if (!verdict.ok) return verdict.message;
  return verdict.approval && !may(ctx, 'booking:approve') ? verdict.approval.text : null;
}
