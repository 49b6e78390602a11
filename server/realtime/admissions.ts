import type { Namespace, Socket } from 'socket.io';
import { setNewest } from '@/shared/domain/newest.ts';
import { ServiceError } from '../errors.ts';
import { createLane } from '../lane.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** Who comes at once is looked up so many at a time: most of the database is for those who are in. */
const LOOK_UPS = { atOnce: 4, waiting: 500 };
const MOST_KNOWN = 5000;
/** Being cut off is not forgotten by coming again. */
const CUT_OFF_COST = 10;

export type Admissions = ReturnType<typeof createAdmissions>;

/** Lets sockets of a namespace in: few look-ups at once, and each party only so often. */
export function createAdmissions(often: Rate) {
  const lookUps = createLane(LOOK_UPS);
  const parties = new Map<string, TokenBucket>();
  const partyOf = (who: string): TokenBucket => {
    const party = parties.get(who) ?? createTokenBucket(often);
    setNewest(parties, who, party, MOST_KNOWN);
    return party;
  };
  return {
    /** `admit` tells who it is or throws; `toError` makes of that what the other side is told. */
    guard<S extends Pick<Socket, 'conn'>>(
      namespace: { use(middleware: (socket: S, next: (error?: Error) => void) => void): unknown },
      admit: (socket: S) => Promise<void>,
      toError: (error: unknown) => Error,
    ): void {
      namespace.use((socket, next) => {
        lookUps
          .run(() => admit(socket))
          .then(
            () => next(),
            (error: unknown) => refuse(socket, next, toError(error)),
          );
      });
    },
    /** Throws LIMIT_EXCEEDED when this party has come too often. */
    count(who: string): void {
      if (!partyOf(who).take())
        throw new ServiceError('LIMIT_EXCEEDED', 'Too many connections in a short time. Wait a moment.');
    },
    cutOff: (who: string): void => partyOf(who).spend(CUT_OFF_COST),
  };
}

/** Says why and ends the connection: nobody stays who is in no namespace. */
export function refuse({ conn }: Pick<Socket, 'conn'>, next: (error: Error) => void, error: Error): void {
  next(error);
  // The word leaves in the next turn, and closing waits for it.
  setImmediate(() => conn.close());
}

/** The namespace that everybody is let into unless somebody says no. */
export function closeRoot(root: Pick<Namespace, 'use'>): void {
  root.use((socket, next) => refuse(socket, next, new Error('There is nothing here.')));
}
