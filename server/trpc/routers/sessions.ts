import * as z from 'zod';
import { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import {
  FoundLines,
  ListSessionsInput,
  ListStartableModelsInput,
  LogLine,
  OpenSessionInput,
  ReadLogInput,
  SearchLogInput,
  Session,
  SessionDetail,
  SessionPage,
  StartableModel,
  StartSessionInput,
} from '@/shared/schemas/session.ts';
import { ReadOutlookInput, SessionOutlook } from '@/shared/schemas/session-outlook.ts';
import {
  CanaryRuleInput,
  KeepWarmRule,
  Preflight,
  ReadPreflightInput,
  SessionStart,
} from '@/shared/schemas/session-start.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  endSession,
  forgetAnswers,
  getCanaryRule,
  getEngineDefaults,
  getKeepWarmRule,
  getSession,
  howStarted,
  listSessions,
  listStartableModels,
  openSession,
  readAhead,
  readLog,
  readOutlook,
  readPreflight,
  searchLog,
  serveAnyway,
  setCanaryRule,
  setEngineDefaults,
  setKeepWarmRule,
  startSession,
} from '../../modules/sessions/index.ts';
import { procedure, router } from '../init.ts';

export const sessionsRouter = router({
  list: procedure
    .input(ListSessionsInput)
    .output(SessionPage)
    .query(({ ctx, input }) => listSessions(ctx, input)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(SessionDetail)
    .query(({ ctx, input }) => getSession(ctx, input)),
  startableModels: procedure
    .input(ListStartableModelsInput)
    .output(z.array(StartableModel))
    .query(({ ctx, input }) => listStartableModels(ctx, input)),
  outlook: procedure
    .input(ReadOutlookInput)
    .output(SessionOutlook)
    .query(({ ctx, input }) => readOutlook(ctx, input)),
  preflight: procedure
    .input(ReadPreflightInput)
    .output(Preflight)
    .query(({ ctx, input }) => readPreflight(ctx, input)),
  ahead: procedure
    .input(z.object({ bookingId: Id }))
    .output(z.object({ preflight: Preflight.nullable() }))
    .query(({ ctx, input }) => readAhead(ctx, input)),
  howStarted: procedure
    .input(z.object({ id: Id }))
    .output(SessionStart)
    .query(({ ctx, input }) => howStarted(ctx, input)),
  canaryRule: procedure.output(CanaryRuleInput).query(({ ctx }) => getCanaryRule(ctx)),
  setCanaryRule: procedure
    .input(CanaryRuleInput)
    .output(CanaryRuleInput)
    .mutation(({ ctx, input }) => setCanaryRule(ctx, input)),
  keepWarmRule: procedure.output(KeepWarmRule).query(({ ctx }) => getKeepWarmRule(ctx)),
  setKeepWarmRule: procedure
    .input(KeepWarmRule)
    .output(KeepWarmRule)
    .mutation(({ ctx, input }) => setKeepWarmRule(ctx, input)),
  engineDefaults: procedure.output(EngineSettings).query(({ ctx }) => getEngineDefaults(ctx)),
  setEngineDefaults: procedure
    .input(EngineSettings)
    .output(EngineSettings)
    .mutation(({ ctx, input }) => setEngineDefaults(ctx, input)),
  serveAnyway: procedure
    .input(z.object({ id: Id }))
    .output(Session)
    .mutation(({ ctx, input }) => serveAnyway(ctx, input)),
  forgetAnswers: procedure
    .input(z.object({ id: Id }))
    .output(Session)
    .mutation(({ ctx, input }) => forgetAnswers(ctx, input)),
  start: procedure
    .input(StartSessionInput)
    .output(Session)
    .mutation(({ ctx, input }) => startSession(ctx, input)),
  end: procedure
    .input(z.object({ id: Id }))
    .output(Session)
    .mutation(({ ctx, input }) => endSession(ctx, input)),
  setOpen: procedure
    .input(OpenSessionInput)
    .output(Session)
    .mutation(({ ctx, input }) => openSession(ctx, input)),
  readLog: procedure
    .input(ReadLogInput)
    .output(z.array(LogLine))
    .query(({ ctx, input }) => readLog(ctx, input)),
  searchLog: procedure
    .input(SearchLogInput)
    .output(FoundLines)
    .query(({ ctx, input }) => searchLog(ctx, input)),
});
