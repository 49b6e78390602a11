export { importResults, listImports, readResults, setImportRemoved } from './import-results.ts';
export { listBenchmarks, listSessionBenchmarks } from './list-benchmarks.ts';
export { listResults } from './list-results.ts';
export { listRuns } from './list-runs.ts';
export { startBenchmark, stopBenchmark } from './start-benchmark.ts';
export { tendBenchmarks } from './tend-benchmarks.ts';
