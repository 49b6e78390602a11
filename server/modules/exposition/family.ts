import type { Family, Sample } from '@/shared/domain/prometheus-text.ts';

const family =
  (type: Family['type']) =>
  (name: string, help: string, value: number | readonly Sample[]): Family => ({
    name,
    type,
    help,
    samples: typeof value === 'number' ? [{ labels: {}, value }] : value,
  });
export const gauge = family('gauge');
export const counter = family('counter');
