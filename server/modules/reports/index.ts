export { buildReport } from './build-report.ts';
export { csvName } from './csv-name.ts';
export { streamUsageCsv } from './stream-usage-csv.ts';
