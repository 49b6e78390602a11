export { buildReport } from './build-report.ts';
export { buildUsageCsv } from './build-usage-csv.ts';
export { generationEnergy } from './generation-energy.ts';
export { sessionFigures } from './session-figures.ts';
