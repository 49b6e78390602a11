export { buildReport } from './build-report.ts';
export { streamUsageCsv } from './stream-usage-csv.ts';
