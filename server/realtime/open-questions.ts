import { randomUUID } from 'node:crypto';
import { ERROR_CODES, type ErrorCode, ServiceError } from '../errors.ts';

/** A portal that has not even taken a question by then is gone. */
const TAKEN_MS = 2000;
/** How long an answer may take; an older question is not answered any more. */
export const ANSWER_MS = 12_000;

type Open = { resolve(reply: unknown): void; reject(error: Error): void; timer: NodeJS.Timeout };

/** Questions to other portals that wait for their answer. */
export function createOpenQuestions() {
  const open = new Map<string, Open>();
  const settle = (id: string, done: (it: Open) => void): void => {
    const it = open.get(id);
    if (!it) return;
    open.delete(id);
    clearTimeout(it.timer);
    done(it);
  };
  const giveUpAfter = (id: string, ms: number, onSilence?: () => void): NodeJS.Timeout =>
    setTimeout(() => {
      onSilence?.();
      settle(id, (it) => it.reject(away()));
    }, ms).unref();
  return {
    /** `onSilence`: the question was not even taken. */
    ask: (send: (id: string) => void, onSilence: () => void): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = randomUUID();
        open.set(id, { resolve, reject, timer: giveUpAfter(id, TAKEN_MS, onSilence) });
        send(id);
      }),
    taken(id: string): void {
      const it = open.get(id);
      if (!it) return;
      clearTimeout(it.timer);
      it.timer = giveUpAfter(id, ANSWER_MS);
    },
    answered: (id: string, body: unknown): void => settle(id, (it) => it.resolve(body)),
    refused: (id: string, { code, message }: { code: string; message: string }): void =>
      settle(id, (it) => it.reject(new ServiceError(isCode(code) ? code : 'INTERNAL', message))),
    close(): void {
      for (const id of open.keys()) settle(id, (it) => it.reject(away()));
    },
  };
}

export const away = () =>
  new ServiceError('UNAVAILABLE', 'Another portal of this lab does not answer right now.');
const isCode = (code: string): code is ErrorCode => (ERROR_CODES as readonly string[]).includes(code);
