import * as z from 'zod';
import {
  LogLine,
  ReadLogInput,
  Session,
  SessionDetail,
  StartableModel,
  StartSessionInput,
} from '@/shared/schemas/session.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  endSession,
  getSession,
  listSessions,
  listStartableModels,
  readLog,
  startSession,
} from '../../modules/sessions/index.ts';
import { procedure, router } from '../init.ts';

export const sessionsRouter = router({
  /** Running ones first, then ended ones by their end, newest first. */
  list: procedure
    .input(z.object({ limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(Session))
    .query(({ ctx, input }) => listSessions(ctx, input)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(SessionDetail)
    .query(({ ctx, input }) => getSession(ctx, input)),
  startableModels: procedure
    .input(z.object({ bookingId: Id }))
    .output(z.array(StartableModel))
    .query(({ ctx, input }) => listStartableModels(ctx, input)),
  start: procedure
    .input(StartSessionInput)
    .output(Session)
    .mutation(({ ctx, input }) => startSession(ctx, input)),
  end: procedure
    .input(z.object({ id: Id }))
    .output(Session)
    .mutation(({ ctx, input }) => endSession(ctx, input)),
  readLog: procedure
    .input(ReadLogInput)
    .output(z.array(LogLine))
    .query(({ ctx, input }) => readLog(ctx, input)),
});
