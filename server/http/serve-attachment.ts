import { attachmentHeader } from '@/shared/domain/file-name.ts';
import { ATTACHMENT_CONTENT_TYPE, LARGEST_ATTACHMENT_BYTES } from '@/shared/schemas/attachment.ts';
import { Id } from '@/shared/schemas/units.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { readAttachment, saveAttachment } from '../modules/register/index.ts';
import { contextOf } from './context-of.ts';
import type { Exchange, Route } from './deps.ts';
import { readBody, sendJson } from './respond.ts';

const PREFIX = '/api/attachments/';
const TOO_LARGE = 'This file is larger than 10 MB. Make it smaller, or keep it elsewhere.';
const LONGEST_NAME = 1000;

/** A machine's file: `POST …/<machine>?name=invoice.pdf` keeps the body, `GET …/<attachment>` gives it back. */
export const serveAttachment: Route = async (deps, exchange) => {
  const { req, res } = exchange;
  const ctx = await contextOf(deps, exchange);
  // Before a byte of the body is read.
  authorize(ctx, 'machine:edit');
  const id = idOf(exchange);
  if (req.method === 'POST') {
    const name = nameOf(exchange);
    const bytes = await readBody(req, LARGEST_ATTACHMENT_BYTES, TOO_LARGE);
    sendJson(res, 200, await saveAttachment(ctx, { machineId: id, name, bytes }));
    return;
  }
  const { name, mediaType, bytes } = await readAttachment(ctx, { id });
  res.writeHead(200, {
    'content-type': mediaType,
    'content-length': String(bytes.length),
    // Never shown as a page of the portal, whatever a browser takes it for.
    'content-disposition': attachmentHeader(name),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  res.end(bytes);
};

function idOf({ url }: Exchange): string {
  const id = Id.safeParse(decodeURIComponent(url.pathname.slice(PREFIX.length)));
  if (!id.success || id.data.includes('/'))
    throw new ServiceError('NOT_FOUND', 'There is nothing at this address.');
  return id.data;
}

function nameOf({ req, url }: Exchange): string {
  if (req.headers['content-type'] !== ATTACHMENT_CONTENT_TYPE)
    throw new ServiceError('VALIDATION', `A file is sent as ${ATTACHMENT_CONTENT_TYPE}.`);
  const name = url.searchParams.get('name') ?? '';
  if (name === '' || name.length > LONGEST_NAME)
    throw new ServiceError('VALIDATION', 'Say what the file is called: ?name=invoice.pdf');
  return name;
}
