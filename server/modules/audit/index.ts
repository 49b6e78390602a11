export type { AuditSide } from '@/shared/domain/audit-change.ts';
export { type AuditInput, emitAudit, emitAudits } from './emit-audit.ts';
export { streamAudit } from './export-audit.ts';
export { type NameOf, readNamesOf } from './name-ids.ts';
export { listAudit } from './list-audit.ts';
export { readOwnAudit } from './read-own-audit.ts';
export { noteOverreach } from './note-overreach.ts';
export { noteRefusals } from './note-refusals.ts';
