import type { ApiAnswer, ApiAsk } from '../api-requests/index.ts';

/** What a live address makes of a body, and of an answer: batches ask and tell as it does. */
export type BatchShape = {
  /** Throws VALIDATION with the field it is about. */
  read(body: unknown): Omit<ApiAsk, 'client'>;
  tell(body: unknown, answer: ApiAnswer, now: Date): Promise<unknown>;
};
/** By the address that a line's `url` names. */
export type BatchShapes = Readonly<Record<string, BatchShape>>;
