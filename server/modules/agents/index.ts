export { issueChallenge, nonceKeyOf } from './challenge.ts';
export { countAgentsOnline } from './count-agents-online.ts';
export { joinAgent } from './join-agent.ts';
export { recordDisconnect } from './record-disconnect.ts';
export { recordFacts } from './record-facts.ts';
export { recordHeartbeat } from './record-heartbeat.ts';
export { recordHello } from './record-hello.ts';
export { sweepLiveness } from './sweep-liveness.ts';
export { verifyHandshake } from './verify-handshake.ts';
