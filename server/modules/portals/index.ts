export { claimSecret } from './claim-secret.ts';
export { prunePortals } from './prune-portals.ts';
export { type OtherPortal, recordPulse } from './record-pulse.ts';
export { recordStop } from './record-stop.ts';
export { resealSecrets } from './reseal-secrets.ts';
