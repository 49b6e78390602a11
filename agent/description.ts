import { isDeepStrictEqual } from 'node:util';
import { roundDiskFree } from '@/shared/domain/shown-report.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { boundDescription } from './bound-description.ts';
import type { Hello } from './connection.ts';
import { log, messageOf } from './log.ts';
import { isRefusal, type PortalLink } from './portal-link.ts';
import type { Runtime } from './runtime/runtime.ts';

type Description = Pick<Hello, 'facts' | 'models' | 'engine'>;
type Options = { probe(): Promise<MachineFacts>; runtime: Runtime; link: PortalLink };

/** What this machine is and has: told with each hello, and again when it has changed. */
export function createDescription({ probe, runtime, link }: Options) {
  let last: Description | null = null;
  let saidLeftOut = 0;
  const describe = async (): Promise<Description> => {
    const [found, { models, engine }] = await Promise.all([probe(), runtime.describe()]);
    const { diskFreeBytes } = found;
    // The last digits change each minute: a report of their own they are not worth.
    const facts = {
      ...found,
      diskFreeBytes: diskFreeBytes === null ? null : roundDiskFree(diskFreeBytes),
    };
    const { leftOut, ...told } = boundDescription({ facts, models, engine });
    if (leftOut !== saidLeftOut && leftOut > 0)
      log(`${leftOut} of ${models.length} models are not told to the portal: they are too many.`);
    saidLeftOut = leftOut;
    last = told;
    return last;
  };
  return {
    describe,
    async refresh(): Promise<void> {
      try {
        const before = last;
        const now = await describe();
        if (link.isReady() && !isDeepStrictEqual(before, now)) await link.ask('agent:facts', now);
      } catch (error) {
        // What the portal can't take it can't take a minute later either.
        if (!isRefusal(error)) last = null;
        log(`What this machine has could not be told: ${messageOf(error)}`);
      }
    },
  };
}
