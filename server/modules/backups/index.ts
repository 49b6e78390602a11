export { backUpWhenDue } from './back-up-when-due.ts';
export { readBackups } from './read-backups.ts';
