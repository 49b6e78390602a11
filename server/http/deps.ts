import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { Auth } from '../auth/config.ts';
import type { Actor, ServiceContext } from '../context.ts';

export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

export type HttpDeps = {
  auth: Auth;
  /** The portal's address for people, and every origin it answers to. */
  url: string;
  origins: string[];
  isProduction: boolean;
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies: BlockList;
  makeContext(actor: Actor, requestId?: string): ServiceContext;
  /** Pages and their assets. */
  servePage: Handler;
  /** Where `agent.mjs` and the demo model lie. */
  agentBundle: string;
  demoModelFolder: string;
};

/** One request on its way: who asks is known, and its id is in the answer's `x-request-id`. */
export type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  address: string;
  requestId: string;
};
export type Route = (deps: HttpDeps, exchange: Exchange) => Promise<void>;
