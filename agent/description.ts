import { isDeepStrictEqual } from 'node:util';
import { roundDiskFree } from '@/shared/domain/shown-report.ts';
import type { EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import { boundDescription } from './bound-description.ts';
import type { Hello } from './connection.ts';
import { log, messageOf } from './log.ts';
import { isRefusal, type PortalLink } from './portal-link.ts';
import type { Runtime } from './runtime/runtime.ts';

type Description = Pick<Hello, 'facts' | 'models' | 'engine'>;
type Options = { probe(): Promise<MachineFacts>; runtime: Runtime; link: PortalLink };

const EVIDENCE_EVERY_MS = 5 * 60_000;

const NO_ENGINE: EngineState = {
  ready: false,
  mlx: null,
  mlxLm: null,
  python: null,
  backends: [],
  message: null,
};

/** A machine whose folders can't be looked through is there all the same, and says what is wrong. */
function withoutModels(last: Description | null, why: string): Pick<Description, 'models' | 'engine'> {
  const message = `Its models could not be looked through: ${why}`;
  return { models: last?.models ?? [], engine: { ...(last?.engine ?? NO_ENGINE), message } };
}

/** Of each look that it was made and what came of it, not when. */
function withoutTimes(description: Description | null): unknown {
  if (description?.facts.probes === undefined) return description;
  const probes = description.facts.probes.map(({ at: _at, ...probe }) => probe);
  return { ...description, facts: { ...description.facts, probes } };
}

/** What this machine is and has: told with each hello, and again when it has changed. */
export function createDescription({ probe, runtime, link }: Options) {
  let last: Description | null = null;
  let saidLeftOut = 0;
  let toldAtMs = performance.now();
  let isMissed = false;
  const describe = async (): Promise<Description> => {
    const [found, { models, engine }] = await Promise.all([
      probe(),
      runtime.describe().catch((error: unknown) => withoutModels(last, messageOf(error))),
    ]);
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
  const refresh = async (): Promise<void> => {
    // A hello on its way may have looked before the change that brings us here.
    isMissed = !link.isReady();
    if (isMissed) return;
    try {
      const before = last;
      const now = await describe();
      // When it was looked at is news only now and then, for the age of what is known.
      const isOld = before !== null && performance.now() - toldAtMs > EVIDENCE_EVERY_MS;
      if (!link.isReady() || (!isOld && isDeepStrictEqual(withoutTimes(before), withoutTimes(now)))) return;
      await link.ask('agent:facts', now);
      toldAtMs = performance.now();
    } catch (error) {
      // What the portal can't take it can't take a minute later either.
      if (!isRefusal(error)) last = null;
      log(`What this machine has could not be told: ${messageOf(error)}`);
    }
  };
  return {
    describe,
    refresh,
    /** Once the portal knows us: what could not be told while it didn't. */
    refreshMissed: async (): Promise<void> => {
      if (isMissed) await refresh();
    },
  };
}
