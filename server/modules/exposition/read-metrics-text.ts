import { toPrometheusText } from '@/shared/domain/prometheus-text.ts';
import type { ServiceContext } from '../../context.ts';
import { labFamilies } from './families.ts';
import { portalFamilies } from './portal-families.ts';
import { readRows } from './read-rows.ts';

/** Who asks more often gets the same again. */
const KEPT_MS = 2000;
type Kept = { db: ServiceContext['db']; atMs: number; text: Promise<string> };
let kept: Kept | null = null;

/** All series, made once in a while however many ask. */
export function readMetricsText(ctx: ServiceContext): Promise<string> {
  const atMs = ctx.now().getTime();
  if (kept && kept.db === ctx.db && Math.abs(atMs - kept.atMs) < KEPT_MS) return kept.text;
  const made: Kept = { db: ctx.db, atMs, text: makeText(ctx) };
  kept = made;
  // What failed is asked anew.
  made.text.catch(() => {
    if (kept === made) kept = null;
  });
  return made.text;
}

async function makeText(ctx: ServiceContext): Promise<string> {
  const rows = await readRows(ctx);
  return toPrometheusText([...labFamilies(rows, ctx.now()), ...portalFamilies(ctx)]);
}
