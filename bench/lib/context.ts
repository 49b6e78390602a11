import { STANDING_TIMES } from '../../shared/domain/standing-times.ts';
import type { Actor, ServiceContext } from '../../server/context.ts';
import type { Database } from '../../server/db.ts';
import { createBus } from '../../server/events/bus.ts';
import { makeLogger } from '../../server/logger.ts';

/** What verbs get in a bench without agents; each with a bus of its own, so that nothing is remembered between runs. */
export const makeContext = (
  db: Database,
  actor: Actor,
  now: () => Date = () => new Date(),
): ServiceContext => ({
  actor,
  db,
  bus: createBus(),
  agents: {
    connectedMachines: async () => new Set(),
    send: () => Promise.reject(new Error('No agents here.')),
  },
  portal: {
    id: 'bench',
    url: 'http://localhost:3000',
    origins: [],
    nonceKey: Buffer.alloc(32),
    build: 'bench',
  },
  huggingFaceUrl: 'http://127.0.0.1:9',
  outbound: { smtpUrl: null, mailFrom: null, allowPrivateHosts: [], sealKey: Buffer.alloc(32) },
  timings: STANDING_TIMES,
  logger: makeLogger('silent'),
  requestId: 'bench',
  now,
});
