import type { WrittenRow } from '@/shared/domain/bench-results/write-bench.ts';
import type { BenchRate } from '@/shared/schemas/bench-row.ts';
import { versionWords } from '../../metrics/rate-words.ts';
import type { BenchmarkView } from '../../metrics/types.ts';
import type { ImportView, Result } from './types.ts';
import { backendWords } from './words.ts';

type Shown = {
  results: readonly Result[];
  benchmarks: readonly BenchmarkView[];
  imports: readonly ImportView[];
  isSimulated: boolean;
};

/**
 * What the page shows as rows of a benchmark's file, each with where it is from among its settings: everyday results by
 * their medians and mean lengths, benchmarks by their answers, and what was brought in as it came.
 */
export const benchRows = ({ results, benchmarks, imports, isSimulated }: Shown): WrittenRow[] => [
  ...benchmarks.flatMap(ofBenchmark),
  ...results.map((it) => ofResult(it, isSimulated)),
  ...imports.flatMap((it) =>
    it.rows.map((row) => ({ ...row, settings: { ...row.settings, from: `imported: ${it.source}` } })),
  ),
];

const NOTHING = { depthTokens: 0, batchSize: 1, combined: null, peakMemoryBytes: null };
const named = (model: string, isSimulated: boolean): string => (isSimulated ? `${model} (simulated)` : model);

function ofBenchmark({
  lengths,
  provenance,
  macs,
  simulated,
  createdAt,
  promptSet,
}: BenchmarkView): WrittenRow[] {
  const { modelId, weightsBytes, backend, parallelism, kinds, revision, settings } = provenance;
  return lengths.flatMap((it) => {
    if (it.promptTokens === null) return [];
    return [
      {
        ...NOTHING,
        model: named(modelId, simulated),
        hardware: named(macs, simulated),
        backend: `MLX, ${backendWords({ kinds, backend, parallelism })}`,
        build: versionWords(provenance),
        promptTokens: Math.round(it.promptTokens),
        generationTokens: Math.round(it.completionTokens ?? 0),
        prompt: rateOf(it.promptPerSecond, it.samples.prompt),
        generation: rateOf(it.generationPerSecond, it.samples.generation),
        measuredAt: createdAt,
        settings: {
          from: `benchmark of prompt set ${promptSet}`,
          revision: revision.slice(0, 64),
          temperature: String(settings.temperature),
          ...(weightsBytes !== null && { model_size: String(weightsBytes) }),
        },
      },
    ];
  });
}

const rateOf = (
  sum: { mean: number; deviation: number | null } | null,
  samples: number[],
): BenchRate | null => sum && { mean: sum.mean, deviation: sum.deviation, samples };

const ofResult = (it: Result, isSimulated: boolean): WrittenRow => ({
  ...NOTHING,
  model: named(it.modelId, isSimulated),
  hardware: named(it.macs, isSimulated),
  backend: `MLX, ${backendWords(it)}`,
  build: versionWords(it),
  promptTokens: Math.round(it.promptTokens / it.runs),
  generationTokens: Math.round(it.completionTokens / it.runs),
  prompt: null,
  generation: { mean: it.tokensPerSecond.median, deviation: null, samples: [] },
  measuredAt: it.lastAt,
  settings: { from: `median of ${it.runs} everyday answers, mean lengths` },
});
