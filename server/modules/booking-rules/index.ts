export { listRules } from './list-rules.ts';
export { removeRule } from './remove-rule.ts';
export { saveRule } from './save-rule.ts';
export { whatMayIBook } from './what-may-i-book.ts';
