import * as z from 'zod';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../../errors.ts';
import { createLane } from '../../../lane.ts';
import {
  BATCH_INPUT,
  getFile,
  keepFile,
  listFiles,
  MOST_FILE_BYTES,
  readFileContent,
  removeFile,
  type StoredFile,
} from '../../../modules/batches/index.ts';
import { readBody, sendJson } from '../../respond.ts';
import { sendPieces } from '../../send-pieces.ts';
import type { ApiExchange } from '../api-route.ts';
import { inForm } from '../read-api-json.ts';
import { secondsOf } from '../seconds-of.ts';

const TOO_LARGE = 'A file has 20 MB at most. Make several batches of it.';
/** Beside the file: its form's boundaries and other fields. */
const FORM_BYTES = 64 * 1024;
/** A file is held whole while it is taken: so many at once. */
const uploads = createLane({ atOnce: 2, waiting: 16 });

export async function serveNewFile({ ctx, req, res }: ApiExchange): Promise<void> {
  const file = await uploads.run(async () => keepFile(ctx, await readUpload(req)));
  sendJson(res, 200, toFile(file));
}

async function readUpload(req: IncomingMessage): Promise<{ name: string; bytes: Buffer }> {
  const type = req.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type))
    throw new ServiceError('VALIDATION', 'A file is sent as multipart/form-data, with purpose and file.');
  const body = await readBody(req, MOST_FILE_BYTES + FORM_BYTES, TOO_LARGE);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new ServiceError(
        'VALIDATION',
        'The form can’t be read: it is cut off, or its boundary is another.',
      );
    });
  const [purpose, file] = [form.get('purpose'), form.get('file')];
  if (purpose !== BATCH_INPUT) throw wrong('purpose', 'purpose is "batch": other files have no use here.');
  if (file === null || typeof file === 'string') throw wrong('file', 'Send the file as the field “file”.');
  if (file.size > MOST_FILE_BYTES)
    throw new ServiceError('VALIDATION', TOO_LARGE, { details: { isTooLarge: true, param: 'file' } });
  return { name: file.name || 'batch.jsonl', bytes: Buffer.from(await file.arrayBuffer()) };
}

const wrong = (param: string, words: string) => new ServiceError('VALIDATION', words, { details: { param } });

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  after: z.string().max(200).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  purpose: z.string().max(100).optional(),
});

export async function serveFiles({ ctx, res, url }: ApiExchange): Promise<void> {
  const asked = inForm(ListQuery, Object.fromEntries(url.searchParams));
  const { files, hasMore } = await listFiles(ctx, asked);
  sendJson(res, 200, toList(files.map(toFile), hasMore));
}

export async function serveFile({ ctx, res }: ApiExchange, [id]: string[]): Promise<void> {
  sendJson(res, 200, toFile(await getFile(ctx, id!)));
}

export async function serveRemoveFile({ ctx, res }: ApiExchange, [id]: string[]): Promise<void> {
  await removeFile(ctx, id!);
  sendJson(res, 200, { id, object: 'file', deleted: true });
}

export async function serveFileContent({ ctx, res, signal }: ApiExchange, [id]: string[]): Promise<void> {
  const { pieces } = await readFileContent(ctx, id!);
  await sendPieces(res, pieces, { headers: { 'content-type': 'application/jsonl; charset=utf-8' }, signal });
}

export const toList = (data: { id: string }[], hasMore: boolean) => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: hasMore,
});

const toFile = ({ id, name, purpose, bytes, createdAt, expiresAt }: StoredFile) => ({
  id,
  object: 'file',
  bytes,
  created_at: secondsOf(createdAt),
  expires_at: secondsOf(expiresAt),
  filename: name,
  purpose,
  status: 'processed',
  status_details: null,
});
