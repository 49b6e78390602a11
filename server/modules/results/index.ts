export { listResults } from './list-results.ts';
export { listRuns } from './list-runs.ts';
