export type { ApiAnswer, ApiAsk, ApiEvent, ApiUsage } from './api-event.ts';
export { askForKey } from './ask-for-key.ts';
