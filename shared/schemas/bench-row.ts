import * as z from 'zod';
import { Text } from './text.ts';

/** Shapes in which results come and go: as mlx_lm.benchmark prints them, and as llama-bench writes them. */
const BENCH_FORMATS = ['mlx', 'md', 'json', 'jsonl', 'csv'] as const;
export const BenchFormat = z.enum(BENCH_FORMATS);
export type BenchFormat = z.output<typeof BenchFormat>;

const Rate = z.number().positive().max(1e7);
const MOST_SAMPLES = 1000;
const Tokens = z.number().int().min(0).max(100_000_000);
const Word = Text.max(300);

/** Tokens a second: the mean, the standard deviation where it is told, and each repetition where they are. */
export const BenchRate = z.object({
  mean: Rate,
  deviation: z.number().min(0).max(1e7).nullable(),
  samples: z.array(Rate).max(MOST_SAMPLES),
});
export type BenchRate = z.output<typeof BenchRate>;

/**
 * One result that somebody else's program told. llama-bench has one rate a row: of reading a prompt (`pp`), of writing
 * (`tg`), or of both together; mlx_lm.benchmark has the first two in one.
 */
export const BenchRow = z.object({
  /** Where it stood in the text, from 1. */
  line: z.number().int().min(1).max(10_000_000),
  format: BenchFormat,
  model: Word.nullable(),
  hardware: Word.nullable(),
  backend: Word.nullable(),
  build: Word.nullable(),
  promptTokens: Tokens,
  generationTokens: Tokens,
  /** Tokens that were there before it began. */
  depthTokens: Tokens,
  batchSize: z.number().int().min(1).max(100_000),
  prompt: BenchRate.nullable(),
  generation: BenchRate.nullable(),
  combined: BenchRate.nullable(),
  peakMemoryBytes: z.number().int().min(0).max(1e15).nullable(),
  measuredAt: z.iso.datetime({ offset: true }).max(40).nullable(),
  /** All else that was told, by its own names. */
  settings: z.record(Text.max(60), Word),
});
export type BenchRow = z.output<typeof BenchRow>;
