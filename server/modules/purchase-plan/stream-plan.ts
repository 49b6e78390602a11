import type { CsvValue } from '@/shared/domain/csv/csv-line.ts';
import { replayDemand } from '@/shared/domain/purchase-plan/replay-demand.ts';
import type { ReplayInput, ReplayRow } from '@/shared/schemas/purchase-plan.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type LabMachinesReader, readLabMachines } from '../planning/index.ts';
import { auditExport, csvRows, jsonRows, takeTurn } from '../reports/index.ts';
import type { SetToReplay } from './make-sets.ts';
import { prepareReplay } from './prepare-replay.ts';
import type { BookingDemand } from './read-demand.ts';
import { toRow } from './replay-bookings.ts';

type Options = { signal?: AbortSignal | undefined; readLab?: LabMachinesReader };
type Row = { simulated: true; set: string } & ReplayRow;

const COLUMNS: [string, (row: Row) => CsvValue][] = [
  ['set', (it) => it.set],
  ['simulated', (it) => it.simulated],
  ['booking_id', (it) => it.bookingId],
  ['is_again', (it) => it.isAgain],
  ['person', (it) => it.personName],
  ['team', (it) => it.teamName],
  ['purpose', (it) => it.purpose],
  ['wanted_at', (it) => it.wantedAt],
  ['given_at', (it) => it.givenAt],
  ['wait_seconds', (it) => it.waitMs && it.waitMs / 1000],
  ['length_seconds', (it) => it.lengthMs / 1000],
  ['machines', (it) => it.machines],
  ['least_memory_bytes', (it) => it.memoryBytes],
  ['on', (it) => it.on.join('; ')],
  ['why_never', (it) => it.why],
];

const WRITERS = {
  csv: (rows: Iterable<Row[]>) =>
    csvRows(
      rows,
      COLUMNS.map(([name]) => name),
      (row) => COLUMNS.map(([, of]) => of(row)),
    ),
  json: (rows: Iterable<Row[]>, input: ReplayInput) => jsonRows(rows, { simulated: true, ...input }),
};

/** Every booking of a replay on every set as a file: where it stood, how long it waited, or why it never fits. */
export async function* streamPlan(
  ctx: ServiceContext,
  input: ReplayInput,
  type: keyof typeof WRITERS,
  { signal, readLab = readLabMachines }: Options = {},
): AsyncGenerator<string> {
  authorize(ctx, 'report:export');
  const endTurn = await takeTurn(requireUser(ctx).id, signal);
  try {
    const { refusal, sets, scaled } = await prepareReplay(ctx, input, readLab);
    if (refusal) throw new ServiceError('VALIDATION', `${refusal.title}. ${refusal.words}`);
    await auditExport(ctx, { ...input, objectId: 'plan', objectName: 'Purchase plan' });
    yield* WRITERS[type](rowsOf(sets, scaled(input.scale)), input);
  } finally {
    endTurn();
  }
}

function* rowsOf(sets: readonly SetToReplay[], demand: readonly BookingDemand[]): Generator<Row[]> {
  for (const set of sets)
    for (const placed of replayDemand(demand, set.machines))
      yield [{ simulated: true, set: set.title, ...toRow(placed, set) }];
}
