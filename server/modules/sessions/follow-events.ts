import { inBackground, type ServiceContext } from '../../context.ts';
import { reviewIncidentsOf } from '../incidents/index.ts';
import { endSessionsOfBooking } from './end-session.ts';
import { failSessionsOfMachine } from './reconcile-agent.ts';

/** What happens to sessions when something else of the lab ends; returns what undoes it. */
export function followEvents(ctx: ServiceContext): () => void {
  const off = [
    ctx.bus.on('booking.over', (it) =>
      inBackground(ctx, 'sessions of an ended booking could not be ended', endSessionsOfBooking(ctx, it)),
    ),
    ctx.bus.on('machine.changed', ({ machineId }) =>
      inBackground(
        ctx,
        'incidents of a machine could not be weighed anew',
        reviewIncidentsOf(ctx, machineId),
      ),
    ),
    ctx.bus.on('agent.revoked', ({ machineId }) =>
      inBackground(
        ctx,
        'sessions of a revoked agent could not be failed',
        failSessionsOfMachine(ctx, machineId),
      ),
    ),
  ];
  return () => {
    for (const undo of off) undo();
  };
}
