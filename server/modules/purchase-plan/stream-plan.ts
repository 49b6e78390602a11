import { BYTE_ORDER_MARK, csvLine, type CsvValue } from '@/shared/domain/csv/csv-line.ts';
import { replayDemand } from '@/shared/domain/purchase-plan/replay-demand.ts';
import type { ReplayInput, ReplayRow } from '@/shared/schemas/purchase-plan.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { type LabMachinesReader, readLabMachines } from '../planning/index.ts';
import { takeTurn } from '../reports/index.ts';
import { prepareReplay } from './prepare-replay.ts';
import { toRow } from './replay-bookings.ts';

type Options = { signal?: AbortSignal | undefined; readLab?: LabMachinesReader };
type Record = ReplayRow & { set: string };

const COLUMNS: [string, (row: Record) => CsvValue][] = [
  ['set', (it) => it.set],
  ['simulated', () => true],
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
  csv: {
    head: () => BYTE_ORDER_MARK + csvLine(COLUMNS.map(([name]) => name)),
    row: (row: Record) => csvLine(COLUMNS.map(([, of]) => of(row))),
    tail: '',
  },
  json: {
    head: (input: ReplayInput) => `${JSON.stringify({ simulated: true, ...input }).slice(0, -1)},"rows":[`,
    row: (row: Record, isFirst: boolean) =>
      `${isFirst ? '' : ','}\n${JSON.stringify({ simulated: true, ...row })}`,
    tail: '\n]}\n',
  },
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
    await emitAudit(ctx, ctx.db, {
      action: 'report.export',
      objectType: 'report',
      objectId: 'plan',
      objectName: 'Purchase plan',
      after: { from: input.from, to: input.to },
    });
    const writer = WRITERS[type];
    yield writer.head(input);
    const demand = scaled(input.scale);
    let isFirst = true;
    for (const set of sets)
      for (const placed of replayDemand(demand, set.machines)) {
        yield writer.row({ set: set.title, ...toRow(placed, set) }, isFirst);
        isFirst = false;
      }
    yield writer.tail;
  } finally {
    endTurn();
  }
}
