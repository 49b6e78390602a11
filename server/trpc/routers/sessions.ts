import * as z from 'zod';
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
import { Id } from '@/shared/schemas/units.ts';
import {
  endSession,
  getSession,
  listSessions,
  listStartableModels,
  openSession,
  readLog,
  readOutlook,
  searchLog,
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
