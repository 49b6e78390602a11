import { BYTE_ORDER_MARK, csvLine } from '@/shared/domain/csv/csv-line.ts';
import { tellSettings } from '@/shared/domain/engine-settings.ts';
import type { Result } from './types.ts';
import { backendWords, questionWords } from './words.ts';

const HEAD = [
  'model',
  'macs',
  'backend',
  'mlx',
  'mlx_lm',
  'engine_settings',
  'question_tokens',
  'simulated',
  'runs',
  'first_token_ms_median',
  'tokens_per_second_low_quartile',
  'tokens_per_second_median',
  'tokens_per_second_high_quartile',
  'expected_tokens_per_second',
  'expected_basis',
  'joules_per_token',
  'runs_with_energy',
  'output_tokens',
  'first_run',
  'last_run',
];

/** The rows on screen, unrounded. */
export const resultsCsv = (results: readonly Result[], isSimulated: boolean): string =>
  BYTE_ORDER_MARK +
  csvLine(HEAD) +
  results
    .map((it) =>
      csvLine([
        it.modelTitle,
        it.macs,
        backendWords(it),
        it.mlx,
        it.mlxLm,
        tellSettings(it.engineSettings),
        questionWords(it),
        isSimulated,
        it.runs,
        it.firstTokenMs?.median ?? null,
        it.tokensPerSecond.low,
        it.tokensPerSecond.median,
        it.tokensPerSecond.high,
        it.expected?.value ?? null,
        it.expected?.basis ?? null,
        it.joulesPerToken,
        it.runsMeasured,
        it.completionTokens,
        it.firstAt,
        it.lastAt,
      ]),
    )
    .join('');
