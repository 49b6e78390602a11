import type { ServiceContext } from '../../context.ts';
import type { SessionsOfKey } from '../../modules/api-requests/index.ts';
import type { Exchange } from '../deps.ts';

/** One request of a program: on behalf of which key, and what ends when who asked has gone. */
export type ApiExchange = Exchange & {
  ctx: ServiceContext;
  signal: AbortSignal;
  /** Read with the key, where the address asks a session. */
  ofKey?: SessionsOfKey | undefined;
};

/** How a shape says that something went wrong. */
export type SendApiError = (exchange: Pick<Exchange, 'res'>, error: unknown) => void;

export type ApiEndpoint = {
  method: 'GET' | 'POST' | 'DELETE';
  /** Of the whole path; what it catches is handed on, decoded. */
  path: RegExp;
  serve(exchange: ApiExchange, caught: string[]): Promise<void>;
  sendError: SendApiError;
  /** A question to a session: what is needed for that is read while the key is found. */
  asks?: true;
  /** Needs no key. */
  isOpen?: true;
};
