import { attachmentHeader } from '@/shared/domain/file-name.ts';
import { Id } from '@/shared/schemas/units.ts';
import { ServiceError } from '../errors.ts';
import { readKeyFile } from '../modules/batches/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { goneSignal, sendPieces } from './send-pieces.ts';

/** `GET …?id=file-…`: a batch's result or its errors, for the person whose key it is of. */
export const serveBatchFile: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  const id = Id.safeParse(url.searchParams.get('id'));
  if (!id.success) throw new ServiceError('VALIDATION', 'Say which file: ?id=file-…');
  const { name, pieces } = await readKeyFile(ctx, id.data);
  await sendPieces(res, pieces, {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': attachmentHeader(name),
    },
    signal: goneSignal(res),
  });
};
