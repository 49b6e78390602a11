import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@/shared/domain/format.ts';
import { singleton } from '../singleton.ts';

const pageClock = singleton('page-clock', () => new AsyncLocalStorage<Clock>());
const TWELVE = /(?:^|;\s*)espalier-clock=12(?:;|$)/;

/** While a page is made its hours are written as its reader wants them; nothing else of the portal is touched. */
export const withPageClock = <T>({ headers }: Pick<IncomingMessage, 'headers'>, make: () => T): T =>
  pageClock.run(TWELVE.test(headers.cookie ?? '') ? '12' : '24', make);
