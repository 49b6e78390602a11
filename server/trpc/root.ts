import { router } from './init.ts';
import { alertsRouter } from './routers/alerts.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { assetRouter } from './routers/asset.ts';
import { auditRouter } from './routers/audit.ts';
import { backupsRouter } from './routers/backups.ts';
import { batchesRouter } from './routers/batches.ts';
import { bookingRulesRouter } from './routers/booking-rules.ts';
import { bookingSeriesRouter } from './routers/booking-series.ts';
import { bookingsRouter } from './routers/bookings.ts';
import { budgetsRouter } from './routers/budgets.ts';
import { cablesRouter } from './routers/cables.ts';
import { calendarsRouter } from './routers/calendars.ts';
import { chatRouter } from './routers/chat.ts';
import { chatLibraryRouter } from './routers/chat-library.ts';
import { chatShelfRouter } from './routers/chat-shelf.ts';
import { incidentsRouter } from './routers/incidents.ts';
import { joinsRouter } from './routers/joins.ts';
import { comparisonsRouter } from './routers/comparisons.ts';
import { costsRouter } from './routers/costs.ts';
import { custodyRouter } from './routers/custody.ts';
import { finderRouter } from './routers/finder.ts';
import { holdsRouter } from './routers/holds.ts';
import { labRouter } from './routers/lab.ts';
import { machinesRouter } from './routers/machines.ts';
import { maintenanceRouter } from './routers/maintenance.ts';
import { metricsTokensRouter } from './routers/metrics-tokens.ts';
import { metricsRouter } from './routers/metrics.ts';
import { modelStoreRouter } from './routers/model-store.ts';
import { modelsRouter } from './routers/models.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { planningRouter } from './routers/planning.ts';
import { projectsRouter } from './routers/projects.ts';
import { ownDataRouter } from './routers/own-data.ts';
import { qualificationsRouter } from './routers/qualifications.ts';
import { registerRouter } from './routers/register.ts';
import { reportMailRouter } from './routers/report-mail.ts';
import { reportsRouter } from './routers/reports.ts';
import { resultsRouter } from './routers/results.ts';
import { powerRouter } from './routers/power.ts';
import { sessionsRouter } from './routers/sessions.ts';
import { signInsRouter } from './routers/sign-ins.ts';
import { teamRouter } from './routers/team.ts';
import { wallsRouter } from './routers/walls.ts';
import { waitsRouter } from './routers/waits.ts';
import { wallMetersRouter } from './routers/wall-meters.ts';

export const appRouter = router({
  lab: labRouter,
  machines: machinesRouter,
  joins: joinsRouter,
  cables: cablesRouter,
  bookings: bookingsRouter,
  bookingRules: bookingRulesRouter,
  finder: finderRouter,
  holds: holdsRouter,
  waits: waitsRouter,
  bookingSeries: bookingSeriesRouter,
  maintenance: maintenanceRouter,
  power: powerRouter,
  sessions: sessionsRouter,
  incidents: incidentsRouter,
  chat: chatRouter,
  comparisons: comparisonsRouter,
  chatLibrary: chatLibraryRouter,
  chatShelf: chatShelfRouter,
  metrics: metricsRouter,
  metricsTokens: metricsTokensRouter,
  models: modelsRouter,
  modelStore: modelStoreRouter,
  planning: planningRouter,
  projects: projectsRouter,
  wallMeters: wallMetersRouter,
  qualifications: qualificationsRouter,
  register: registerRouter,
  asset: assetRouter,
  custody: custodyRouter,
  reportMail: reportMailRouter,
  reports: reportsRouter,
  results: resultsRouter,
  costs: costsRouter,
  budgets: budgetsRouter,
  team: teamRouter,
  signIns: signInsRouter,
  audit: auditRouter,
  ownData: ownDataRouter,
  notifications: notificationsRouter,
  calendars: calendarsRouter,
  alerts: alertsRouter,
  apiKeys: apiKeysRouter,
  backups: backupsRouter,
  batches: batchesRouter,
  walls: wallsRouter,
});
export type AppRouter = typeof appRouter;
