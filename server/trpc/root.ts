import { router } from './init.ts';
import { assetRouter } from './routers/asset.ts';
import { auditRouter } from './routers/audit.ts';
import { bookingSeriesRouter } from './routers/booking-series.ts';
import { bookingsRouter } from './routers/bookings.ts';
import { cablesRouter } from './routers/cables.ts';
import { chatRouter } from './routers/chat.ts';
import { joinsRouter } from './routers/joins.ts';
import { custodyRouter } from './routers/custody.ts';
import { labRouter } from './routers/lab.ts';
import { machinesRouter } from './routers/machines.ts';
import { maintenanceRouter } from './routers/maintenance.ts';
import { metricsRouter } from './routers/metrics.ts';
import { modelsRouter } from './routers/models.ts';
import { planningRouter } from './routers/planning.ts';
import { qualificationsRouter } from './routers/qualifications.ts';
import { registerRouter } from './routers/register.ts';
import { reportsRouter } from './routers/reports.ts';
import { sessionsRouter } from './routers/sessions.ts';
import { teamRouter } from './routers/team.ts';

export const appRouter = router({
  lab: labRouter,
  machines: machinesRouter,
  joins: joinsRouter,
  cables: cablesRouter,
  bookings: bookingsRouter,
  bookingSeries: bookingSeriesRouter,
  maintenance: maintenanceRouter,
  sessions: sessionsRouter,
  chat: chatRouter,
  metrics: metricsRouter,
  models: modelsRouter,
  planning: planningRouter,
  qualifications: qualificationsRouter,
  register: registerRouter,
  asset: assetRouter,
  custody: custodyRouter,
  reports: reportsRouter,
  team: teamRouter,
  audit: auditRouter,
});
export type AppRouter = typeof appRouter;
