export type { ApiAnswer, ApiAsk, ApiEvent, ApiUsage } from './api-event.ts';
export { askForBatch } from './ask-for-batch.ts';
export { askForKey } from './ask-for-key.ts';
export { getKeyModel, type KeyModel, listKeyModels } from './list-key-models.ts';
export { readEndedAnswer } from './read-ended-answer.ts';
export { readModelFiles } from './read-model-files.ts';
export { type Claim, WITHIN } from './request-of.ts';
export { SESSIONS_OF_KEY, type SessionsOfKey, toSessionsOfKey } from './usable-sessions.ts';
