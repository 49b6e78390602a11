import { defaultPriceOf, EC2_MAC_MINIMUM_HOURS, EC2_MAC_TYPES } from '@/shared/data/ec2-mac.ts';
import { getMacModel } from '@/shared/data/mac-models.ts';
import { compareNames } from '@/shared/domain/link.ts';
import { hostMs } from '@/shared/domain/host-hours.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { Elsewhere, ElsewhereInput, HostElsewhere } from '@/shared/schemas/elsewhere.ts';
import type { ServiceContext } from '../../context.ts';
import { loadBookings } from './load-bookings.ts';
import { passed } from './report-frame.ts';
import { leaveIfClosed } from './take-turn.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024 ** 3;

/** What the booked hours of each kind of Mac would have cost on rented hosts with the same chip. */
export async function compareHosts(
  ctx: ServiceContext,
  input: ElsewhereInput,
  signal: AbortSignal | undefined,
): Promise<Pick<Elsewhere, 'hosts' | 'withoutHost'>> {
  const uses = await readUses(ctx, input, signal);
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: [...uses.keys()] } },
    select: { id: true, name: true, catalogId: true, memoryBytes: true },
  });
  const byChip = Map.groupBy(
    machines.toSorted((a, b) => compareNames(a.name, b.name)),
    (it) => getMacModel(it.catalogId ?? '')?.chip ?? '',
  );
  const hosts = EC2_MAC_TYPES.flatMap((type) => {
    const own = byChip.get(type.chip) ?? [];
    byChip.delete(type.chip);
    return own.length === 0 ? [] : [toHost(type, own, uses)];
  });
  return { hosts, withoutHost: [...byChip.values()].flat().map(({ id, name }) => ({ id, name })) };
}

async function readUses(
  ctx: ServiceContext,
  { simulated, ...asked }: ElsewhereInput,
  signal: AbortSignal | undefined,
): Promise<Map<string, Span[]>> {
  const window = passed(asked, ctx.now());
  const uses = new Map<string, Span[]>();
  if (window.from >= window.to) return uses;
  for await (const batch of loadBookings(ctx, window, { withEnergy: false })) {
    leaveIfClosed(signal);
    for (const booking of batch) {
      const span = booking.simulated === simulated ? clip(booking.span, window) : null;
      if (!span) continue;
      for (const id of booking.machineIds) {
        const own = uses.get(id);
        if (own) own.push(span);
        else uses.set(id, [span]);
      }
    }
  }
  return uses;
}

type Own = { id: string; name: string; memoryBytes: bigint | null };

function toHost(
  { instanceType, chip, memoryGb }: (typeof EC2_MAC_TYPES)[number],
  own: readonly Own[],
  uses: ReadonlyMap<string, Span[]>,
): HostElsewhere {
  const { hourlyPrice, currency, asOf, source } = defaultPriceOf(instanceType)!;
  const spans = own.map((it) => uses.get(it.id)!);
  const paidMs = spans.reduce((sum, it) => sum + hostMs(it, EC2_MAC_MINIMUM_HOURS), 0);
  return {
    instanceType,
    chip,
    memoryGb,
    hourlyPrice,
    currency,
    asOf,
    source,
    machines: own.map(({ id, name }) => ({ id, name })),
    isSmaller: own.some((it) => it.memoryBytes !== null && Number(it.memoryBytes) > memoryGb * GIB),
    bookedMs: spans.flat().reduce((sum, it) => sum + it.to.getTime() - it.from.getTime(), 0),
    paidMs,
    cost: (paidMs / HOUR_MS) * hourlyPrice,
  };
}
