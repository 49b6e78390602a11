export { type AuditInput, emitAudit } from './emit-audit.ts';
export { listAudit } from './list-audit.ts';
