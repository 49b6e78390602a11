import { inBackground, type ServiceContext } from '../../context.ts';
import { endSessionsOfBooking } from './end-session.ts';
import { failSessionsOfMachine } from './reconcile-agent.ts';

/** What happens to sessions when something else of the lab ends; returns what undoes it. */
export function followEvents(ctx: ServiceContext): () => void {
  const fail = (machineId: string, whose: string): void =>
    inBackground(
      ctx,
      `sessions of a ${whose} agent could not be failed`,
      failSessionsOfMachine(ctx, machineId),
    );
  const off = [
    ctx.bus.on('booking.over', (it) =>
      inBackground(ctx, 'sessions of an ended booking could not be ended', endSessionsOfBooking(ctx, it)),
    ),
    ctx.bus.on('agent.lost', ({ machineId }) => fail(machineId, 'lost')),
    ctx.bus.on('agent.revoked', ({ machineId }) => fail(machineId, 'revoked')),
  ];
  return () => {
    for (const undo of off) undo();
  };
}
