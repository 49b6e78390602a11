import * as z from 'zod';
import {
  type BatchNow,
  cancelBatch,
  createBatch,
  getBatch,
  listKeyBatches,
} from '../../../modules/batches/index.ts';
import { createLane } from '../../../lane.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { BATCH_SHAPES } from '../batch-shapes.ts';
import { inForm, readApiJson } from '../read-api-json.ts';
import { maybe, Words } from '../read-ask.ts';
import { toList } from './files.ts';
import { secondsOf } from '../seconds-of.ts';

const HOUR_MS = 3_600_000;
const WINDOW = 'completion_window is from 24h to 7d.';
const Window = z
  .string(WINDOW)
  .max(10)
  .regex(/^\d{1,3}[hd]$/, WINDOW)
  .transform((text, issues) => {
    const ms = Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1) * HOUR_MS;
    if (ms < 24 * HOUR_MS || ms > 7 * 24 * HOUR_MS) issues.addIssue(WINDOW);
    return { window: text, windowMs: ms };
  });
const MOST_METADATA = 16;

const NewBatch = z.object({
  input_file_id: z.string().min(1).max(200),
  endpoint: z
    .string()
    .max(200)
    .refine(
      (it) => Object.hasOwn(BATCH_SHAPES, it),
      `A batch asks one of ${Object.keys(BATCH_SHAPES).join(', ')}.`,
    ),
  completion_window: Window,
  metadata: maybe(
    z
      .record(z.string().min(1).max(64), Words.max(512))
      .refine((it) => Object.keys(it).length <= MOST_METADATA, `At most ${MOST_METADATA} notes.`),
  ),
});

/** Files are read whole while they are checked: one at a time. */
const checks = createLane({ atOnce: 1, waiting: 16 });

export async function serveNewBatch({ ctx, req, res }: ApiExchange): Promise<void> {
  const asked = await readApiJson(req, NewBatch);
  const batch = await checks.run(() =>
    createBatch(
      ctx,
      {
        inputFileId: asked.input_file_id,
        endpoint: asked.endpoint,
        ...asked.completion_window,
        metadata: asked.metadata ?? null,
      },
      BATCH_SHAPES,
    ),
  );
  sendJson(res, 200, toBatch(batch));
}

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(200).optional(),
});

export async function serveBatches({ ctx, res, url }: ApiExchange): Promise<void> {
  const asked = inForm(ListQuery, Object.fromEntries(url.searchParams));
  const { batches, hasMore } = await listKeyBatches(ctx, asked);
  sendJson(res, 200, toList(batches.map(toBatch), hasMore));
}

export async function serveBatch({ ctx, res }: ApiExchange, [id]: string[]): Promise<void> {
  sendJson(res, 200, toBatch(await getBatch(ctx, id!)));
}

export async function serveCancelBatch({ ctx, res }: ApiExchange, [id]: string[]): Promise<void> {
  sendJson(res, 200, toBatch(await cancelBatch(ctx, id!)));
}

/** `waiting_for` is this lab's own: why nothing of it is asked now. */
function toBatch(it: BatchNow) {
  const endedIf = (state: BatchNow['state']): number | null =>
    it.state === state ? it.endedAt && secondsOf(it.endedAt) : null;
  return {
    id: it.id,
    object: 'batch',
    endpoint: it.endpoint,
    errors:
      it.state === 'failed'
        ? { object: 'list', data: [{ code: it.endCode, message: it.endMessage, param: null, line: null }] }
        : null,
    input_file_id: it.inputFileId,
    completion_window: it.window,
    status: it.state,
    output_file_id: it.outputFileId,
    error_file_id: it.errorFileId,
    created_at: secondsOf(it.createdAt),
    in_progress_at: secondsOf(it.createdAt),
    expires_at: secondsOf(it.expiresAt),
    finalizing_at: null,
    completed_at: endedIf('completed'),
    failed_at: endedIf('failed'),
    expired_at: endedIf('expired'),
    cancelling_at: endedIf('cancelled'),
    cancelled_at: endedIf('cancelled'),
    request_counts: { total: it.total, completed: it.done, failed: it.failed },
    metadata: it.metadata,
    waiting_for: it.waitingFor,
  };
}
