import type { UseRow, UseRows, UseRowsInput } from '@/shared/schemas/use-report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readUsePieces } from './read-use-pieces.ts';
import { type MachineUsage, passed, readMachines } from './report-frame.ts';
import { inTurn } from './take-turn.ts';
import { addPiece, groupOf, NOTHING_USED } from './use-groups.ts';
import { freedMs, type UsePiece } from './use-pieces.ts';

/** The bookings and sessions that make a group's row, or all no-shows: newest first, their sum beside them. */
export async function listUseRows(
  ctx: ServiceContext,
  { by, key, noShows, kind, cursor, limit, ...input }: UseRowsInput,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<UseRows> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const window = passed(input, ctx.now());
    const machines = new Map((await readMachines(ctx)).map((it) => [it.id, it]));
    const isWanted = (piece: UsePiece): boolean =>
      noShows ? piece.booking.isNoShow : groupOf(by, piece, machines).key === key;
    const found: UsePiece[][] = [];
    const sum = { ...NOTHING_USED };
    for await (const pieces of readUsePieces(ctx, window, kind, signal)) {
      const own = pieces.filter(isWanted);
      if (own.length === 0) continue;
      sum.bookings += 1;
      for (const piece of own) addPiece(sum, piece);
      found.push(...Map.groupBy(own, (it) => it.session).values());
    }
    const newest = found.toSorted((a, b) => startOf(b) - startOf(a));
    const start = cursor ?? 0;
    const next = start + limit;
    return {
      rows: newest.slice(start, next).map((it) => {
        const row = toRow(it, machines);
        return { ...row, freedMs: row.sessionId === null ? freedMs(it[0]!.booking, window) : 0 };
      }),
      count: newest.length,
      sum,
      nextCursor: next < newest.length ? next : null,
    };
  });
}

const startOf = ([piece]: readonly UsePiece[]): number =>
  (piece!.session ?? piece!.booking).span.from.getTime();

/** One row a session, or a booking without any: its pieces on the group's machines. */
function toRow(
  pieces: readonly UsePiece[],
  machines: ReadonlyMap<string, MachineUsage>,
): Omit<UseRow, 'freedMs'> {
  const { booking, session } = pieces[0]!;
  const { bookings: _none, ...sum } = NOTHING_USED;
  for (const piece of pieces) addPiece(sum, piece);
  const known = pieces.flatMap((it) => machines.get(it.machineId) ?? []);
  return {
    ...sum,
    bookingId: booking.id,
    sessionId: session?.id ?? null,
    modelTitle: session?.modelTitle ?? null,
    personName: booking.person.name,
    purpose: booking.purpose,
    machines: known.toSorted((a, b) => a.order - b.order).map((it) => it.name),
    startedAt: session?.span.from ?? booking.span.from,
  };
}
