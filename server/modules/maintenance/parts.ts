type Range = { startsAt: Date; endsAt: Date };
type Taken = Range & { kind: 'booking' | 'hold' | 'maintenance' };
type Part = Range & { waits: boolean };

/**
 * One machine's time of maintenance in parts: what is free holds at once, what a booking has waits for it, and what
 * other maintenance has is left to that. `taken` does not overlap among itself.
 */
export function partsOf({ startsAt, endsAt }: Range, taken: readonly Taken[]): Part[] {
  const parts: Part[] = [];
  let from = startsAt;
  for (const it of taken.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    if (it.endsAt <= from || it.startsAt >= endsAt) continue;
    const start = it.startsAt > from ? it.startsAt : from;
    const end = it.endsAt < endsAt ? it.endsAt : endsAt;
    if (start > from) parts.push({ startsAt: from, endsAt: start, waits: false });
    if (it.kind !== 'maintenance') parts.push({ startsAt: start, endsAt: end, waits: true });
    from = end;
  }
  if (from < endsAt) parts.push({ startsAt: from, endsAt, waits: false });
  return parts;
}
