import { Prisma } from '@/prisma/generated/client.ts';
import { sayRules } from '@/shared/domain/booking-request.ts';
import { formatMoment, formatZonedMoment, listNames } from '@/shared/domain/format.ts';
import type { BookingRequest } from '@/shared/schemas/booking-life.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readWhyTheyMayNot } from '../qualifications/index.ts';
import { authorizeAnswer, readDeciders } from './answer-request.ts';
import { readBookings } from './read-bookings.ts';
import { readPolicyOf, longestTurnaroundMs } from './read-policy.ts';
import { readPolicyFacts } from './read-policy-facts.ts';
import { readSoFar } from './read-so-far.ts';
import { readTouched, type Touched } from './read-touched.ts';

type Said = BookingRequest['rules'][number];

/** A request for whoever answers it: what the rules say, whom it touches, and what its person had so far. */
export async function readRequest(ctx: ServiceContext, { id }: { id: string }): Promise<BookingRequest> {
  authorize(ctx, 'booking:approve-led');
  const row = await ctx.db.booking.findUnique({
    where: { id },
    include: {
      person: { select: { id: true, name: true } },
      blocks: { select: { machine: { select: { id: true, name: true, catalogId: true } } } },
    },
  });
  const [booking] = row ? await readBookings(ctx, ctx.db, Prisma.sql`b.id = ${id}`) : [];
  if (!row || !booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  authorizeAnswer(ctx, row);
  if (row.status !== 'pending')
    throw new ServiceError('PRECONDITION_FAILED', 'This booking does not wait for an answer.');
  const { personId, startsAt, endsAt } = row;
  const machines = row.blocks.map((it) => it.machine);
  const machineIds = machines.map((it) => it.id);
  const policy = await readPolicyOf(ctx.db, row);
  const until = new Date(endsAt.getTime() + longestTurnaroundMs(policy, machines));
  const [deciders, touched, soFar, unqualified] = await Promise.all([
    readDeciders(ctx.db, row),
    readTouched(ctx, { bookingId: id, machineIds, startsAt, until }),
    readSoFar(ctx, personId),
    readWhyTheyMayNot(ctx, ctx.db, { personId, name: row.person.name, machineIds }),
  ]);
  const names = deciders.map((it) => it.name);
  const asks: Said = {
    says: 'asks',
    title: row.approvalRule ?? 'Somebody has to agree first',
    text: `${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names)} can answer`,
  };
  const wanted = { bookingId: id, startsAt, endsAt, machines, simulated: row.simulated };
  const facts = await readPolicyFacts(ctx, ctx.db, policy, wanted);
  const at = (moment: Date): string => formatMoment(moment, policy.timeZone, ctx.now());
  return {
    booking,
    askedAt: row.createdAt,
    rules: [
      asks,
      ...sayRules(policy, { machines, startsAt, endsAt }, ctx.now(), facts),
      sayOverlap(touched, at),
      unqualified === null
        ? {
            says: 'allows',
            title: 'Qualified',
            text: `for ${listNames(machines.map((it) => it.name).toSorted())}`,
          }
        : { says: 'against', title: 'Not qualified', text: unqualified },
    ],
    touches: touched.map((it) => ({
      kind: it.kind,
      person: it.person,
      bookingId: it.bookingId,
      text: wordsOf(it, at),
    })),
    soFar,
    deciders: names,
  };

  function wordsOf(it: Touched, when: (moment: Date) => string): string {
    const on = listNames(it.machineNames);
    const range = `${when(it.startsAt)} to ${formatZonedMoment(it.endsAt, policy.timeZone, ctx.now())}`;
    switch (it.kind) {
      case 'in_the_way':
        return `has ${on} ${range}: this could not be approved`;
      case 'request':
        return `asks for ${on} too, ${range}: only one of both can be approved`;
      case 'waits':
        return `waits for ${it.count} of ${on}, within ${range}`;
      case 'before':
        return `has ${on} before, until ${when(it.endsAt)}`;
      case 'after':
        return `has ${on} after it, from ${when(it.startsAt)}`;
    }
  }
}

function sayOverlap(touched: readonly Touched[], at: (moment: Date) => string): Said {
  const taken = touched.filter((it) => it.kind === 'in_the_way');
  if (taken.length > 0)
    return {
      says: 'against',
      title: 'Taken by now',
      text: listNames(
        taken.map((it) => `${it.person?.name ?? 'maintenance'} has ${listNames(it.machineNames)}`),
      ),
    };
  const before = touched.filter((it) => it.kind === 'before').map((it) => it.endsAt.getTime());
  const after = touched.find((it) => it.kind === 'after');
  const text = [
    before.length > 0 ? `free from ${at(new Date(Math.max(...before)))}` : 'nobody in the day before',
    after
      ? `${after.person?.name ?? 'maintenance'} follows ${at(after.startsAt)}`
      : 'nobody in the day after',
  ].join('; ');
  return { says: 'allows', title: 'No overlap, turnaround kept', text };
}
