export { announce, putAway } from './announce.ts';
export { pruneAudit, readAuditRetention, setAuditRetention } from './audit-retention.ts';
export { pauseLab, requireNotPaused } from './pause.ts';
export { readNotice } from './read-notice.ts';
