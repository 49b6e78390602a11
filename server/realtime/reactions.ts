import { type Actor, inBackground, type ServiceContext } from '../context.ts';
import { endSessionsOfBooking, failSessionsOfMachine } from '../modules/sessions/index.ts';
import type { createAgentGateway } from './agent-gateway.ts';

/** What one module's event asks of another: kept here so that modules don't know each other's events. */
export function reactToEvents(
  makeContext: (actor: Actor) => ServiceContext,
  gateway: ReturnType<typeof createAgentGateway>,
): () => void {
  const ctx = makeContext({ kind: 'system', name: 'portal' });
  const logged = (what: string, work: Promise<void>): void => inBackground(ctx, what, work);
  const off = [
    ctx.bus.on('booking.over', (it) =>
      logged('sessions of an ended booking could not be ended', endSessionsOfBooking(ctx, it)),
    ),
    ctx.bus.on('agent.lost', ({ machineId }) =>
      logged('sessions of a lost agent could not be failed', failSessionsOfMachine(ctx, machineId)),
    ),
    ctx.bus.on('agent.revoked', ({ machineId, reason }) => {
      const socket = gateway.socketOf(machineId);
      socket?.emit('agent:revoked', { reason }, () => socket.disconnect(true));
      logged('sessions of a revoked agent could not be failed', failSessionsOfMachine(ctx, machineId));
    }),
  ];
  return () => {
    for (const undo of off) undo();
  };
}
