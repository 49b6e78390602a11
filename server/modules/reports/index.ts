export { buildReport } from './build-report.ts';
export { compareElsewhere } from './compare-elsewhere.ts';
export { csvName } from './csv-name.ts';
export { findKinds } from './find-kinds.ts';
export { readReliability } from './read-reliability.ts';
export { streamUsageCsv } from './stream-usage-csv.ts';
