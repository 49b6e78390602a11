type Range = { startsAt: Date; endsAt: Date };
type Taken = Range & { kind: 'booking' | 'hold' | 'maintenance' };
type Part = Range & { waits: boolean };

/**
 * One machine's time of maintenance in parts: what is free holds at once, what a booking has waits for it, and what
 * other maintenance has, or waits for itself, is left to that: of two that wait for one booking only one can have it.
 */
export function partsOf(range: Range, taken: readonly Taken[]): Part[] {
  const left = cut(
    range,
    taken.filter((it) => it.kind === 'maintenance'),
  ).filter((it) => !it.waits);
  const others = taken.filter((it) => it.kind !== 'maintenance');
  return left.flatMap((it) => cut(it, others));
}

/** The range, cut where something of `taken` begins and ends; that waits. */
function cut({ startsAt, endsAt }: Range, taken: readonly Taken[]): Part[] {
  const parts: Part[] = [];
  let from = startsAt;
  for (const it of taken.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    if (it.endsAt <= from || it.startsAt >= endsAt) continue;
    const start = it.startsAt > from ? it.startsAt : from;
    const end = it.endsAt < endsAt ? it.endsAt : endsAt;
    if (start > from) parts.push({ startsAt: from, endsAt: start, waits: false });
    parts.push({ startsAt: start, endsAt: end, waits: true });
    from = end;
  }
  if (from < endsAt) parts.push({ startsAt: from, endsAt, waits: false });
  return parts;
}
