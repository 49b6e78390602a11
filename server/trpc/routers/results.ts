import * as z from 'zod';
import {
  BenchmarkList,
  ListBenchmarksInput,
  SessionBenchmarksInput,
  StartBenchmarkInput,
} from '@/shared/schemas/benchmark.ts';
import {
  ImportResultsInput,
  ListImportsInput,
  ReadResultsInput,
  ResultImports,
  ResultsRead,
} from '@/shared/schemas/result-import.ts';
import { ListResultsInput, ListRunsInput, ModelResults, ModelRuns } from '@/shared/schemas/results.ts';
import { Count, Id } from '@/shared/schemas/units.ts';
import {
  importResults,
  listBenchmarks,
  listImports,
  listResults,
  listRuns,
  listSessionBenchmarks,
  readResults,
  setImportRemoved,
  startBenchmark,
  stopBenchmark,
} from '../../modules/results/index.ts';
import { procedure, router } from '../init.ts';

export const resultsRouter = router({
  list: procedure
    .input(ListResultsInput)
    .output(ModelResults)
    .query(({ ctx, input }) => listResults(ctx, input)),
  runs: procedure
    .input(ListRunsInput)
    .output(ModelRuns)
    .query(({ ctx, input }) => listRuns(ctx, input)),
  benchmarks: procedure
    .input(ListBenchmarksInput)
    .output(BenchmarkList)
    .query(({ ctx, input }) => listBenchmarks(ctx, input)),
  sessionBenchmarks: procedure
    .input(SessionBenchmarksInput)
    .output(BenchmarkList)
    .query(({ ctx, input }) => listSessionBenchmarks(ctx, input)),
  startBenchmark: procedure
    .input(StartBenchmarkInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => startBenchmark(ctx, input)),
  stopBenchmark: procedure
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) => stopBenchmark(ctx, input)),
  /** What an import would bring; a mutation only because a text is too long for an address. */
  readImport: procedure
    .input(ReadResultsInput)
    .output(ResultsRead)
    .mutation(({ ctx, input }) => readResults(ctx, input)),
  import: procedure
    .input(ImportResultsInput)
    .output(z.object({ id: Id, results: Count }))
    .mutation(({ ctx, input }) => importResults(ctx, input)),
  imports: procedure
    .input(ListImportsInput)
    .output(ResultImports)
    .query(({ ctx, input }) => listImports(ctx, input)),
  setImportRemoved: procedure
    .input(z.object({ id: Id, removed: z.boolean() }))
    .mutation(({ ctx, input }) => setImportRemoved(ctx, input)),
});
