import { initTRPC, TRPCError } from '@trpc/server';
import { issueWords } from '@/shared/domain/issue-words.ts';
import type { ServiceContext } from '../context.ts';
import { type ErrorCode, isServiceError } from '../errors.ts';
import { errorForPeople } from '../wire-error.ts';

const TRPC_CODES: Record<ErrorCode, TRPCError['code']> = {
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  VALIDATION: 'BAD_REQUEST',
  METHOD_NOT_ALLOWED: 'METHOD_NOT_SUPPORTED',
  LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
  PRECONDITION_FAILED: 'PRECONDITION_FAILED',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
};

const t = initTRPC.context<ServiceContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const service = isServiceError(error.cause) ? error.cause : null;
    const badInput = error.code === 'BAD_REQUEST' && !service;
    const internal = error.code === 'INTERNAL_SERVER_ERROR';
    const { stack: _stack, ...data } = shape.data as typeof shape.data & { stack?: string };
    const requestId = ctx?.requestId ?? null;
    return {
      ...shape,
      message: internal
        ? `The portal could not do that; nothing was changed. Request ${requestId ?? 'unknown'} is in its log.`
        : badInput
          ? firstIssue(error.cause)
          : shape.message,
      data: { ...data, service: service && { code: service.code, details: service.details }, requestId },
    };
  },
});

function firstIssue(cause: unknown): string {
  return issueWords((cause as { issues?: { message: string }[] } | undefined)?.issues?.[0]);
}

/** What a verb or the look at who asks has thrown for people, as tRPC's; anything else comes back as it was. */
export function toTrpcError(error: unknown): unknown {
  const told = errorForPeople(error);
  return told ? new TRPCError({ code: TRPC_CODES[told.code], message: told.message, cause: told }) : error;
}

/** The one place where a verb's error becomes a transport's. */
const mapErrors = t.middleware(async ({ ctx, path, next }) => {
  const startedMs = performance.now();
  const result = await next();
  const durationMs = Math.round(performance.now() - startedMs);
  if (result.ok) {
    ctx.logger.debug({ procedure: path, durationMs }, 'procedure');
    return result;
  }
  const cause = result.error.cause ?? result.error;
  const told = errorForPeople(cause);
  if (told) {
    ctx.logger.info({ procedure: path, durationMs, code: told.code }, told.message);
    throw toTrpcError(told);
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.logger.error({ procedure: path, durationMs, err: cause }, 'procedure failed');
  }
  return result;
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
/** For anyone: set-up and health of the sign-in page only. */
export const publicProcedure = t.procedure.use(mapErrors);
/** For the wall: signed-in people, and screens with a link of their own. */
export const wallProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind === 'user' || ctx.actor.kind === 'wall') return next();
  throw new TRPCError({ code: 'UNAUTHORIZED', message: 'This link shows the wall no more.' });
});
/** For who is signed in or lacks only a second factor; the verb itself asks which (`requireProver`, `requireSetter`). */
export const halfInProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind === 'user' || ctx.actor.kind === 'entering') return next();
  if (ctx.actor.kind === 'wall')
    throw new TRPCError({ code: 'FORBIDDEN', message: 'This screen shows the wall and nothing else.' });
  throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
});
/** For signed-in people; the verb itself asks `authorize` for the right. */
export const procedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind === 'wall')
    throw new TRPCError({ code: 'FORBIDDEN', message: 'This screen shows the wall and nothing else.' });
  if (ctx.actor.kind !== 'user') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  return next();
});
