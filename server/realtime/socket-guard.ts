import type { Socket } from 'socket.io';
import type { BindOptions, MalformedMessage } from '@/shared/protocol/bind.ts';
import type { Catalog, Reply } from '@/shared/protocol/catalog.ts';
import { isServiceError, ServiceError } from '../errors.ts';
import { toWireError } from '../wire-error.ts';
import type { Lane } from '../lane.ts';
import type { RefusalLog } from './refusal-log.ts';
import { createTokenBucket, type Rate } from './token-bucket.ts';

export type GuardOptions = {
  catalog: Catalog;
  /** Messages that are taken at all; beyond that they are refused unread. */
  messages: Rate;
  /** How much wrong a socket may do a minute before it is cut off: 1 is one malformed message. */
  patience: number;
  /** Where a message waits its turn, outermost last. */
  lanesOf(event: string): readonly Lane[];
  /** For the log: who is at the other end. */
  who: string;
  log: RefusalLog;
  /** It did too much wrong, and is gone. */
  onCutOff(): void;
};
type Done = (reply: Reply<unknown>) => void;

const MINUTE_S = 60;
/** One message too many is what a hurried but honest sender does, who then waits. */
const HURRY = 0.2;
/** What is wrong with so much text takes as long to find as with a message more. */
const WEIGHED_CHARACTERS = 20_000;

/**
 * Stands before everything one socket says: counts before anything is parsed, knows what there is to be said, lets
 * only so much run at once, and cuts off who goes on doing wrong. The rest are options for `bindCatalog`.
 */
export function guardSocket(
  socket: Pick<Socket, 'use' | 'connected' | 'disconnect'>,
  options: GuardOptions,
): BindOptions {
  const { catalog, lanesOf, who, log } = options;
  const messages = createTokenBucket(options.messages);
  const patience = createTokenBucket({ burst: options.patience, perSecond: options.patience / MINUTE_S });
  const wrongs = { malformed: 0, unknown: 0, tooMany: 0 };
  const wrong = (kind: keyof typeof wrongs, cost: number): void => {
    wrongs[kind] += 1;
    if (!socket.connected || patience.take(cost)) return;
    log.note('warn', who, wrongs, 'cut off after too much that was wrong');
    socket.disconnect(true);
    options.onCutOff();
  };
  const tooMany = (event: unknown): void => {
    log.note('info', who, { event: String(event).slice(0, 60) }, 'a message too many');
    wrong('tooMany', HURRY);
  };

  socket.use(([event, ...rest], next) => {
    const answer = rest.at(-1) as Done | undefined;
    const refuse = (error: ServiceError): void => {
      if (typeof answer === 'function') answer({ ok: false, error: toWireError(error) });
    };
    if (!messages.take()) {
      refuse(new ServiceError('LIMIT_EXCEEDED', 'Too many messages at once. Wait a moment.'));
      return tooMany(event);
    }
    if (Object.hasOwn(catalog, event as string)) return next();
    refuse(new ServiceError('VALIDATION', 'There is no such message.'));
    wrong('unknown', 1);
  });

  return {
    toWireError,
    onError(event, error) {
      if (isMalformed(error)) {
        log.note('info', who, { event, problem: error.message }, 'a malformed message');
        const size = JSON.stringify(error.payload)?.length ?? 0;
        wrong('malformed', Math.min(options.patience, 1 + size / WEIGHED_CHARACTERS));
      } else if (isServiceError(error)) {
        log.note('info', who, { event, code: error.code, problem: error.message }, 'a message refused');
      } else log.note('error', who, { event, err: error }, 'a message failed');
    },
    async inTurn(event, work) {
      // Without a reply nothing is waited for, nor does the handler wait for anything.
      if (!catalog[event]!.reply) return work();
      const unlessGone = async (): Promise<Reply<unknown>> => (socket.connected ? work() : gone);
      try {
        return await lanesOf(event).reduce((inner, lane) => () => lane.run(inner), unlessGone)();
      } catch (error) {
        tooMany(event);
        return { ok: false, error: toWireError(error) };
      }
    },
  };
}

const gone: Reply<unknown> = {
  ok: false,
  error: { code: 'UNAVAILABLE', message: 'The connection is over.' },
};
const isMalformed = (error: unknown): error is MalformedMessage =>
  error instanceof Error && error.name === 'MalformedMessage';
