import { AsyncLocalStorage } from 'node:async_hooks';
import { singleton } from './singleton.ts';

/** The address somebody asks from, for as long as they are answered; empty where the portal works by itself. */
export const askedFrom = singleton('asked-from', () => new AsyncLocalStorage<string>());
