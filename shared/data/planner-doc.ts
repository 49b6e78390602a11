import { formatCount } from '../domain/format.ts';
import { RATE_COEFFICIENTS } from '../domain/rate-coefficients.ts';
import { knownPoints, ON_SALE_SINCE } from './catalogue-machines.ts';
import { describeMachines, percent, rate, signed, table } from './doc-tables.ts';
import { everyModel, largest, oneModel, purchases, watts } from './planner-doc-plans.ts';
import { checkRates, checkVerdicts, medianError, type CheckedRate } from './planner-check.ts';
import { listPublished, type PublishedPoint } from './published-points.ts';

/** What the held-out half must reach. */
export const GOALS = { decode: 0.2, prefill: 0.35 } as const;
function describeRun(point: PublishedPoint): string {
  const how = point.machines.length === 1 ? [] : [point.split, point.link === 'tcp' ? 'TCP' : 'RDMA'];
  if (point.link === 'rdma-mesh') how.push(point.fastSync ? 'fast fences' : 'default fences');
  if (point.requests > 1) how.push(`${point.requests} at once`);
  return [...how, `${formatCount(point.contextTokens)} tokens${point.contextTold ? '' : ' (not told)'}`].join(
    ', ',
  );
}

const rateRow = ({ point, model, published, predicted, error }: CheckedRate): string[] => [
  `${model.title} ${point.quantisation}`,
  describeMachines(point),
  describeRun(point),
  point.engine,
  rate(published),
  rate(predicted),
  signed(error),
  [point.note, point.use === 'fit' ? point.why : undefined, point.source].filter(Boolean).join('; '),
];

const RATE_HEAD = ['model', 'Macs', 'run', 'engine', 'published', 'predicted', 'error', 'remarks, source'];

function summary(rates: readonly CheckedRate[]): string {
  const rows = (['decode', 'prefill'] as const).flatMap((kind) =>
    (['held-out', 'fit'] as const).map((use) => {
      const some = rates.filter((it) => it.kind === kind && it.point.use === use);
      const median = medianError(some) ?? 0;
      const within = some.filter(({ error }) => Math.abs(error) <= GOALS[kind]).length;
      const goal =
        use === 'fit' ? '' : `${percent(GOALS[kind])}: ${median <= GOALS[kind] ? 'reached' : 'not reached'}`;
      return [kind, use, String(some.length), percent(median), goal, `${within} of ${some.length}`];
    }),
  );
  return table(['rate', 'points', 'how many', 'median error', 'goal', 'within the goal'], rows);
}

function worst(rates: readonly CheckedRate[]): string {
  const far = rates
    .filter(({ point, kind, error }) => point.use === 'held-out' && Math.abs(error) > GOALS[kind])
    .toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error));
  return far
    .map(
      ({ point, model, kind, error }) =>
        `- ${signed(error)} ${kind}: ${model.title}, ${describeMachines(point)}, ${describeRun(point)}, ${point.engine}${point.note ? ` (${point.note})` : ''}`,
    )
    .join('\n');
}

function verdicts(): string {
  const rows = checkVerdicts(listPublished().verdicts).map(({ point, model, plan, isRight }) => [
    `${model.title} ${point.quantisation}`,
    describeMachines(point),
    point.split,
    point.fits ? 'fits' : 'does not',
    `${plan.verdict}: ${plan.reason}`,
    isRight ? 'right' : 'wrong',
    point.source,
  ]);
  return table(['model', 'Macs', 'split', 'published', 'planner', '', 'source'], rows);
}

/** The whole of docs/planner.md, from the data files alone: the same data give the same text. */
export function makePlannerDoc(): string {
  const published = listPublished();
  const rates = checkRates(published.points);
  const points = knownPoints(published.points);
  const rows = (use: PublishedPoint['use'], kind: CheckedRate['kind']): string[][] =>
    rates.filter((it) => it.point.use === use && it.kind === kind).map(rateRow);
  const notCounted = rates.filter(({ point }) => point.use === 'not-counted');
  return `${[
    INTRODUCTION,
    summary(rates),
    `## Farther off than the goal, held out\n${worst(rates)}`,
    `## Held out, decode (tok/s)\n${published.unknownContext}\n\n${table(RATE_HEAD, rows('held-out', 'decode'))}`,
    `## Held out, prefill (tok/s)\n${table(RATE_HEAD, rows('held-out', 'prefill'))}`,
    `## Not counted\nRates whose set-up had to be guessed with the rate in view.\n\n${table(RATE_HEAD, notCounted.map(rateRow))}\n\nNot predicted at all:\n${published.notPredicted.map(({ what, why }) => `- ${what}: ${why}.`).join('\n')}`,
    `## Fits or doesn’t\n${verdicts()}`,
    `## Every model on six sets\n8,192 tokens of context, one request, default fences, tok/s; − what is missing on a Mac; ↓ slower than one of its Macs alone.\n\n${everyModel(points)}`,
    `## One model in full\ngpt-oss 120b, a prompt of 2,048 tokens.\n\n${oneModel(points)}`,
    `## Watts\nNobody published many, and none of groups of Macs with M5. The rule: Apple’s idle watts and 85 % of the way to its maximum.\n\n${watts()}`,
    `## Which model for which set\n${largest(points)}`,
    `## What to buy\nThe catalogue knows no prices: fewer Macs come first, then less memory. Macs of ${ON_SALE_SINCE} and later.\n\n${purchases(points)}`,
    `## Points that fit the coefficients\n${table(RATE_HEAD, [...rows('fit', 'decode'), ...rows('fit', 'prefill')])}`,
    `## Coefficients\n\`\`\`json\n${JSON.stringify(RATE_COEFFICIENTS, null, 2)}\n\`\`\``,
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# The planner, held against what others published

Made by \`node scripts/planner-doc.mjs\` from \`shared/data/mlx-models.json\`, \`mac-models.json\` and
\`published-points.json\`; a test holds that it is current. Rules: \`shared/domain/rates.ts\`, \`model-memory.ts\`,
\`sharding.ts\`.

- Decode: bytes a step reads ÷ (bandwidth × share), keys and values the same with a share of their own, a time for each
  layer's kernels by kind of model and generation of chip, and in a group two waits a layer (tensor) or one a stage
  (pipeline).
- Prefill: operations of the prompt ÷ (GPU cores × peak × share), less for narrow models and for few tokens an expert,
  more with the matrix units of M5.
- Memory: weights as published, laid out over the shape; cache by kind of attention; against what Metal lets a program
  keep.

${listPublished().rule}

The form of the rules was worked out with all points in view; their coefficients see only those that fit
(\`node scripts/planner-fit.mjs\` makes them; a test holds that they are where those points have them). The table compares the bare rules: on screen a point of the very same run takes their place.

## What comes out`;
