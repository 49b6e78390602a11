export { requestOwnData, streamOwnData } from './stream-own-data.ts';
