export type { ApiAnswer, ApiAsk, ApiEvent, ApiUsage } from './api-event.ts';
export { askForKey } from './ask-for-key.ts';
export { getKeyModel, type KeyModel, listKeyModels } from './list-key-models.ts';
export { readModelFiles } from './read-model-files.ts';
