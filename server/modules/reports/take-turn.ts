import { requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { singleton } from '../../singleton.ts';

/** More would be a mistake of whoever asks. */
const LONGEST_LINE = 20;

const lines = singleton('report-turns', () => new Map<string, (() => void)[]>());

/**
 * One heavy report at a time a person; others of that person wait in line, and one whose request is closed leaves it.
 *
 * @returns what ends the turn; call it once.
 */
export async function takeTurn(who: string, signal?: AbortSignal): Promise<() => void> {
  leaveIfClosed(signal);
  const line = lines.get(who);
  if (!line) lines.set(who, []);
  else if (line.length >= LONGEST_LINE)
    throw new ServiceError('LIMIT_EXCEEDED', 'So many reports of yours are waiting already. Try again soon.');
  else await wait(line, signal);
  return () => {
    const next = lines.get(who)?.shift();
    if (next) next();
    else lines.delete(who);
  };
}

/** What is answered all at once, in the turn of whoever asks. */
export async function inTurn<T>(
  ctx: ServiceContext,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const endTurn = await takeTurn(requireUser(ctx).id, signal);
  try {
    return await work();
  } finally {
    endTurn();
  }
}

function wait(line: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      line.splice(line.indexOf(enter), 1);
      reject(closed());
    };
    line.push(enter);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** For whoever works long on a request: nobody reads the answer any more. */
export function leaveIfClosed(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw closed();
}

const closed = () => new ServiceError('UNAVAILABLE', 'The request was closed before its report was made.');
