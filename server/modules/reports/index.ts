export { buildReport, liveReport } from './build-report.ts';
export { compareElsewhere } from './compare-elsewhere.ts';
export { csvName } from './csv-name.ts';
export { findKinds } from './find-kinds.ts';
export { FrozenUsage, readFrozenCells, readFrozenSpans } from './frozen-months.ts';
export { liveCosts } from './live-costs.ts';
export { readReliability } from './read-reliability.ts';
export { streamUsageCsv } from './stream-usage-csv.ts';
export { takeTurn } from './take-turn.ts';
