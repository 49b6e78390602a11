import { askedPlan } from '@/shared/schemas/purchase-plan.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { readTimeZone } from '../modules/energy/index.ts';
import { streamPlan } from '../modules/purchase-plan/index.ts';
import { reportFileName } from '../modules/reports/index.ts';
import { labMachines } from '../trpc/lab-readers.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { type FileType, goneSignal, sendReportFile } from './send-pieces.ts';

const servePlan =
  (type: FileType): Route =>
  async (deps, exchange) => {
    const { res, url } = exchange;
    const ctx = await contextOf(deps, exchange);
    authorize(ctx, 'report:export');
    const asked = askedPlan(url.searchParams);
    if (!asked.success)
      throw new ServiceError(
        'VALIDATION',
        asked.error.issues.find((it) => it.code === 'custom')?.message ??
          'Say from when to when: ?from=2026-09-01T00:00:00Z&to=2026-12-01T00:00:00Z&set=1*studio-m5max-128',
      );
    const signal = goneSignal(res);
    const name = reportFileName(asked.data, await readTimeZone(ctx), type, 'plan');
    const pieces = streamPlan(ctx, asked.data, type, { signal, readLab: labMachines });
    await sendReportFile(res, pieces, { name, type, signal });
  };

/** The rows of a plan as a file, asked for as the page's address asks: `?from=…&to=…&show=…&scale=…&seed=…&set=…`. */
export const servePlanCsv = servePlan('csv');
export const servePlanJson = servePlan('json');
