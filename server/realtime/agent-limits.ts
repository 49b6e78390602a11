import { agentEvents } from '@/shared/protocol/agent.ts';
import type { BindOptions } from '@/shared/protocol/bind.ts';
import type { Admissions } from './admissions.ts';
import type { AgentSocket } from './agent-gateway.ts';
import type { Allowance, Connections } from './connections.ts';
import { createLane, type Lane } from '../lane.ts';
import type { RefusalLog } from './refusal-log.ts';
import { guardSocket } from './socket-guard.ts';

/**
 * An honest agent says some hundred things a second at most (four answers at once, a rank's log, one heartbeat), and
 * about a megabyte where days of readings are brought.
 */
const ALLOWANCE: Allowance = {
  bytes: { burst: 16_000_000, perSecond: 4_000_000 },
  packets: { burst: 3000, perSecond: 600 },
  largestBytes: 1_000_000,
};
const MESSAGES = { burst: 1500, perSecond: 300 };
const PATIENCE = 100;
export const AGENT_CONNECTIONS = { burst: 30, perSecond: 1 };

/** What is brought in bulk waits for itself only: all agents together leave the database to people and answers. */
const BULK = new Set(['metrics:chunks', 'rank:log']);
const EVERYWHERE = { bulk: { atOnce: 4, waiting: Infinity }, rest: { atOnce: 10, waiting: Infinity } };
const ONE_AGENT = { bulk: { atOnce: 2, waiting: 16 }, rest: { atOnce: 8, waiting: 64 } };

type Parts = { connections: Connections; admissions: Admissions; log: RefusalLog };

/** Makes what stands before each agent's messages. */
export function createAgentGuards({ connections, admissions, log }: Parts) {
  const everywhere = makeLanes(EVERYWHERE);
  return (socket: AgentSocket): BindOptions => {
    const { machineId, machineName } = socket.data;
    const own = makeLanes(ONE_AGENT);
    connections.admit(socket.conn, machineName, ALLOWANCE);
    return guardSocket(socket, {
      catalog: agentEvents,
      messages: MESSAGES,
      patience: PATIENCE,
      lanesOf: (event) => [everywhere(event), own(event)],
      who: machineName,
      log,
      onCutOff: () => admissions.cutOff(machineId),
    });
  };
}

function makeLanes(sizes: typeof ONE_AGENT): (event: string) => Lane {
  const [bulk, rest] = [createLane(sizes.bulk), createLane(sizes.rest)];
  return (event) => (BULK.has(event) ? bulk : rest);
}
