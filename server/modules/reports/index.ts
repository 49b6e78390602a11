export { buildReport, liveReport } from './build-report.ts';
export { csvName } from './csv-name.ts';
export { findKinds } from './find-kinds.ts';
export { FrozenUsage, readFrozenCells, readFrozenSpans } from './frozen-months.ts';
export { liveCosts } from './live-costs.ts';
export { streamUsageCsv } from './stream-usage-csv.ts';
export { takeTurn } from './take-turn.ts';
