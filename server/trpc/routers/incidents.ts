import * as z from 'zod';
import {
  IncidentDetail,
  IncidentPage,
  ListIncidentsInput,
  SetIncidentClosedInput,
} from '@/shared/schemas/incident.ts';
import { Id } from '@/shared/schemas/units.ts';
import { getIncident, listIncidents, setIncidentClosed } from '../../modules/incidents/index.ts';
import { procedure, router } from '../init.ts';

export const incidentsRouter = router({
  list: procedure
    .input(ListIncidentsInput)
    .output(IncidentPage)
    .query(({ ctx, input }) => listIncidents(ctx, input)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(IncidentDetail)
    .query(({ ctx, input }) => getIncident(ctx, input)),
  setClosed: procedure
    .input(SetIncidentClosedInput)
    .mutation(({ ctx, input }) => setIncidentClosed(ctx, input)),
});
