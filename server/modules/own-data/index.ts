export { askToGo } from './ask-to-go.ts';
export { requestOwnData, streamOwnData } from './stream-own-data.ts';
