export { announce, putAway } from './announce.ts';
export { pruneAudit, readAuditRetention, setAuditRetention } from './audit-retention.ts';
export { holdLab } from './lock-lab.ts';
export { pauseLab, requireNotPaused } from './pause.ts';
export { readNotice } from './read-notice.ts';
