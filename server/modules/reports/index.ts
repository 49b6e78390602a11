export { buildReport } from './build-report.ts';
export { buildUse } from './build-use.ts';
export { reportFileName } from './file-name.ts';
export { findKinds } from './find-kinds.ts';
export { listUseRows } from './list-use-rows.ts';
export { streamUsageCsv, streamUsageJson } from './stream-usage.ts';
