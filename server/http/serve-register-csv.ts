import * as z from 'zod';
import { Id } from '@/shared/schemas/units.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { exportAssets } from '../modules/register/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';

const MachineIds = z.array(Id).min(1).max(1000);

/** All of the register, or with `?ids=…,…` those machines of it. */
export const serveRegisterCsv: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  authorize(ctx, 'report:export');
  const text = await exportAssets(ctx, { machineIds: parseIds(url.searchParams.get('ids')) });
  const day = ctx.now().toISOString().slice(0, 10);
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="espalier-register-${day}.csv"`,
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
  });
  res.end(text);
};

function parseIds(text: string | null): string[] | null {
  if (text === null) return null;
  const ids = MachineIds.safeParse(text.split(',').filter(Boolean));
  if (ids.success) return ids.data;
  throw new ServiceError('VALIDATION', 'Say which machines: ?ids= and their ids, parted by commas.');
}
