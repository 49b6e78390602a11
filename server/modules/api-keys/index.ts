export { changeKey } from './change-key.ts';
export { createKey } from './create-key.ts';
export { findKey, findKeyById } from './find-key.ts';
export { listKeys } from './list-keys.ts';
export { listRequests } from './list-requests.ts';
export { listTargets } from './list-targets.ts';
export { getApiOrigins, readApiOrigins } from './read-api-origins.ts';
export { revokeKey } from './revoke-key.ts';
export { setApiOrigins } from './set-api-origins.ts';
