import { randomUUID } from 'node:crypto';
import { Prisma } from '@/prisma/generated/client.ts';
import { MOST_WALL_METERS, type SaveWallMeterInput } from '@/shared/schemas/wall-meter.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { sealSecret } from '../notifications/index.ts';
import { plugOrigin } from './lan-address.ts';
import { lockMeter, tellMeter } from './lock-meter.ts';

/** Adds a wall meter, or changes what it is, where it is read and what hangs on it when. */
export async function saveWallMeter(ctx: ServiceContext, input: SaveWallMeterInput): Promise<{ id: string }> {
  authorize(ctx, 'meter:manage');
  const place = placeOf(input);
  return withTransaction(ctx, async (tx) => {
    const before = input.id === null ? null : await lockMeter(tx, input.id);
    if (!before && (await tx.wallMeter.count({ where: { removedAt: null } })) >= MOST_WALL_METERS)
      throw new ServiceError('LIMIT_EXCEEDED', `A lab has ${MOST_WALL_METERS} wall meters at most.`);
    const id = input.id ?? randomUUID();
    await checkName(tx, id, input.name);
    await checkLinks(tx, id, input.links);
    const token = place.takesToken ? input.token : '';
    const data = {
      name: input.name,
      kind: input.kind,
      note: input.note || null,
      address: place.address,
      channel: place.channel,
      ...(token !== null && { sealedToken: token === '' ? null : sealSecret(ctx, token) }),
      // Asked at once, so that it is seen whether it answers.
      dueAt: null,
      problem: null,
      problemSince: null,
    };
    await tx.wallMeterLink.deleteMany({ where: { meterId: id } });
    const links = { create: input.links };
    await tx.wallMeter.upsert({
      where: { id },
      create: { id, key: await nextKey(tx), ...data, createdAt: ctx.now(), links },
      // Between the counters of two plugs lies no energy: what is read elsewhere begins anew.
      update: {
        ...data,
        links,
        ...(before && !isSame(before, { ...place, kind: input.kind }) && { state: Prisma.DbNull }),
      },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: before ? 'meter.change' : 'meter.add',
      objectType: 'meter',
      objectId: id,
      objectName: input.name,
      before,
      after: await tellMeter(tx, id),
    });
    return { id };
  });
}

/** Of machines' own sequence: the tables of readings know no difference between their counters and a plug's. */
async function nextKey(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ key: number }[]>`SELECT nextval('"Machine_key_seq"')::int AS key`;
  return row!.key;
}

/** Where it is read; what its kind has no use for is not kept. */
function placeOf({ kind, address, channel, token, id }: SaveWallMeterInput) {
  if (kind === 'hand') return { address: null, channel: null, takesToken: false };
  const origin = plugOrigin(address);
  if (kind === 'shelly') {
    if (!/^\d{0,2}$/.test(channel))
      throw new ServiceError('VALIDATION', 'Which switch of the Shelly is a number: 0 is the first.');
    return { address: origin, channel: channel || '0', takesToken: true };
  }
  if (!/^sensor\.[a-z0-9_]+$/.test(channel))
    throw new ServiceError('VALIDATION', 'Write the entity as Home Assistant has it: sensor.plug_power.');
  if (id === null && !token)
    throw new ServiceError('VALIDATION', 'Home Assistant wants a long-lived access token. Enter it.');
  return { address: origin, channel, takesToken: true };
}

type Place = { kind: string; address: string | null; channel: string | null };
const isSame = (a: Place, b: Place): boolean =>
  a.kind === b.kind && a.address === b.address && a.channel === b.channel;

async function checkName(tx: Transaction, id: string, name: string): Promise<void> {
  const [other] = await tx.$queryRaw<{ name: string; removedAt: Date | null }[]>`
    SELECT name, "removedAt" FROM "WallMeter" WHERE lower(name) = lower(${name}) AND id <> ${id} LIMIT 1`;
  if (!other) return;
  const which = other.removedAt ? `a meter “${other.name}” that was taken away` : `a meter “${other.name}”`;
  throw new ServiceError('CONFLICT', `There is already ${which}. Choose another name.`);
}

/** A machine hangs on one wall meter at a time: with two of them its energy would count twice. */
async function checkLinks(tx: Transaction, id: string, links: SaveWallMeterInput['links']): Promise<void> {
  const machineIds = [...new Set(links.map((it) => it.machineId))].toSorted();
  // Held in one order, so that two meters that are changed at once can't both take a machine.
  const machines = await tx.$queryRaw<{ id: string; name: string; simulated: boolean }[]>`
    SELECT id, name, simulated FROM "Machine" WHERE id = ANY(${machineIds}) ORDER BY id FOR NO KEY UPDATE`;
  const names = new Map(machines.map((it) => [it.id, it.name]));
  if (names.size < machineIds.length)
    throw new ServiceError('NOT_FOUND', 'One of these machines is not in the lab any more. Choose again.');
  const played = machines.find((it) => it.simulated);
  if (played) throw new ServiceError('VALIDATION', `${played.name} is simulated: nothing hangs on its plug.`);
  const others = await tx.wallMeterLink.findMany({
    where: { machineId: { in: machineIds }, meterId: { not: id }, meter: { removedAt: null } },
    include: { meter: { select: { name: true } } },
  });
  for (const [index, link] of links.entries()) {
    const name = names.get(link.machineId);
    if (link.endsAt && link.endsAt <= link.startsAt)
      throw new ServiceError('VALIDATION', `${name} is unplugged before it is plugged in. Check its days.`);
    const own = links.slice(index + 1).find((it) => it.machineId === link.machineId && overlap(it, link));
    if (own) throw new ServiceError('VALIDATION', `${name} is there twice at one time. Check its days.`);
    const other = others.find((it) => it.machineId === link.machineId && overlap(it, link));
    if (other)
      throw new ServiceError(
        'CONFLICT',
        `${name} hangs on ${other.meter.name} at that time, and its energy would count twice. End it there first.`,
      );
  }
}

type Stretch = { startsAt: Date; endsAt: Date | null };
const overlap = (a: Stretch, b: Stretch): boolean =>
  a.startsAt.getTime() < (b.endsAt?.getTime() ?? Infinity) &&
  b.startsAt.getTime() < (a.endsAt?.getTime() ?? Infinity);
