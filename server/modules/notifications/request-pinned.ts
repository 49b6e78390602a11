import {
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
  type RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Pinned } from './outside-address.ts';

type Options = Pick<RequestOptions, 'method' | 'headers' | 'signal'>;

/** A request to exactly the address that was looked at, over a connection of its own; no redirect is followed. */
export function requestPinned(
  url: URL,
  { address, family }: Pinned,
  given: Options,
  answered: (response: IncomingMessage) => void,
): ClientRequest {
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ address, family }]) : done(null, address, family);
  const options = { ...given, lookup, agent: false } as const;
  return url.protocol === 'https:'
    ? requestHttps(url, options, answered)
    : requestHttp(url, options, answered);
}
