import type { inferRouterOutputs } from '@trpc/server';
import type { WallMeterKind } from '@/shared/schemas/wall-meter.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

export type WallMeterView = inferRouterOutputs<AppRouter>['wallMeters']['list'][number];

export const KINDS: { value: WallMeterKind; label: string }[] = [
  { value: 'hand', label: 'Read by hand, or from a file' },
  { value: 'shelly', label: 'Shelly, read by the portal' },
  { value: 'home_assistant', label: 'Home Assistant, read by the portal' },
];
