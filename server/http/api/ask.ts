import { type ApiAnswer, type ApiAsk, askForKey } from '../../modules/api-requests/index.ts';
import type { ApiExchange } from './api-route.ts';

/** Asks on behalf of the request's key, as the program that it says it is. */
export const ask = (
  { ctx, req, signal, ofKey }: Pick<ApiExchange, 'ctx' | 'req' | 'signal' | 'ofKey'>,
  question: Omit<ApiAsk, 'client'>,
): Promise<ApiAnswer> =>
  askForKey(ctx, { ...question, client: req.headers['user-agent'] ?? null }, signal, ofKey);
