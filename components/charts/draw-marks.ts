import type uPlot from 'uplot';
import type { ChartColors } from './chart-colors.ts';
import type { Gap } from './time-data.ts';
import { gapLabel } from './time-labels.ts';

export type ChartEvent = { atMs: number; label: string };
const MIN_LABEL_ROOM = 90;

/** The ground of a gap: hatched, so that it is never read as zero. */
export function drawGaps(u: uPlot, gaps: readonly Gap[], colors: ChartColors): void {
  const { ctx, bbox } = u;
  const hatch = hatching(ctx, colors);
  ctx.save();
  clipToPlot(ctx, bbox);
  for (const gap of gaps) {
    const left = u.valToPos(gap.fromMs / 1000, 'x', true);
    const width = u.valToPos(gap.toMs / 1000, 'x', true) - left;
    ctx.fillStyle = colors.gap;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    if (hatch) {
      ctx.fillStyle = hatch;
      ctx.fillRect(left, bbox.top, width, bbox.height);
    }
  }
  ctx.restore();
}

/** Why a gap is there, in a few words, and what happened when; labels that would run into each other are left out. */
export function drawLabels(
  u: uPlot,
  gaps: readonly Gap[],
  events: readonly ChartEvent[],
  seriesCount: number,
  colors: ChartColors,
): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  let freeFrom = bbox.left;
  ctx.save();
  clipToPlot(ctx, bbox);
  ctx.font = colors.font.replace(/^\d+/, String(Math.round(11 * ratio)));
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  const marks = [
    ...gaps.map((it) => ({
      atMs: it.fromMs,
      label: gapLabel(it, seriesCount),
      dashed: false,
      lengthMs: it.toMs - it.fromMs,
    })),
    ...events.map((it) => ({ ...it, dashed: true, lengthMs: Number.POSITIVE_INFINITY })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  for (const mark of marks) {
    const at = u.valToPos(mark.atMs / 1000, 'x', true);
    // A gap that began before is seen; what happened before is not.
    if (at > right || (mark.dashed && at < bbox.left)) continue;
    const x = Math.max(bbox.left, at);
    if (mark.dashed) dashedLine(ctx, x, bbox, colors.event, ratio);
    const width = ctx.measureText(mark.label).width;
    const room = u.valToPos((mark.atMs + mark.lengthMs) / 1000, 'x', true) - x;
    const isShort = mark.lengthMs !== Number.POSITIVE_INFINITY && room < 12 * ratio;
    if (isShort || x + 5 * ratio < freeFrom || right - x < Math.min(width, MIN_LABEL_ROOM * ratio)) continue;
    ctx.fillStyle = colors.muted;
    ctx.fillText(mark.label, x + 5 * ratio, bbox.top + 4 * ratio);
    freeFrom = x + width + 12 * ratio;
  }
  ctx.restore();
}

function clipToPlot(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function dashedLine(
  ctx: CanvasRenderingContext2D,
  x: number,
  bbox: uPlot.BBox,
  color: string,
  ratio: number,
): void {
  ctx.beginPath();
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.strokeStyle = color;
  ctx.lineWidth = ratio;
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
}

function hatching(ctx: CanvasRenderingContext2D, colors: ChartColors): CanvasPattern | null {
  const size = Math.round(6 * devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.strokeStyle = colors.hatch;
  pen.lineWidth = devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat');
}
