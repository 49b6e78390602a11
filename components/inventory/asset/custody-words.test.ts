import { describe, expect, test } from 'vitest';
import type { CustodyView } from '../types.ts';
import { custodyTimes, isOverdue, overdueWords, receiptWords } from './custody-words.ts';

const NOW = Date.parse('2026-11-18T12:00:00Z');
const clock = { zone: 'Europe/Berlin', nowMs: NOW };
const custody = (more: Partial<CustodyView> = {}): CustodyView => ({
  id: 'c',
  machineId: 'm',
  machineName: 'Quince',
  personId: 'p',
  holder: 'Jonas',
  note: null,
  takenAt: '2026-11-10T09:00:00Z',
  dueAt: '2026-11-20T22:59:00Z',
  givenByName: 'Ines',
  acknowledgedAt: null,
  returnedAt: null,
  returnedToName: null,
  returnNote: null,
  ...more,
});

describe('in whose hands, and until when', () => {
  test.each<[Partial<CustodyView>, string, boolean]>([
    [{}, 'since Tue 10 Nov, is due back Fri 20 Nov', false],
    [{ dueAt: null }, 'since Tue 10 Nov', false],
    [{ dueAt: '2026-11-17T22:59:00Z' }, 'since Tue 10 Nov, was due back Tue 17 Nov', true],
    [{ returnedAt: '2026-11-12T10:00:00Z' }, 'Tue 10 Nov to Thu 12 Nov', false],
    [{ returnedAt: '2026-11-10T10:00:00Z' }, 'Tue 10 Nov', false],
    [
      { returnedAt: '2026-11-18T10:00:00Z', dueAt: '2026-11-17T22:59:00Z' },
      'Tue 10 Nov to Wed 18 Nov',
      false,
    ],
  ])('%j', (more, words, late) => {
    expect(custodyTimes(custody(more), clock)).toBe(words);
    expect(isOverdue(custody(more), NOW)).toBe(late);
  });
});

test('what is overdue and what one was given are told in a sentence', () => {
  expect(overdueWords(custody({ dueAt: '2026-11-17T22:59:00Z' }), clock)).toBe(
    'With Jonas; it was due back Tue 17 Nov, 23:59.',
  );
  expect(receiptWords(custody(), clock)).toBe('Ines gave you Quince until Fri 20 Nov.');
  expect(receiptWords(custody({ dueAt: null }), clock)).toBe('Ines gave you Quince.');
  expect(receiptWords(custody({ givenByName: null, dueAt: null }), clock)).toContain(
    'is in your hands, since',
  );
});
