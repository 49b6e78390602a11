'use client';

import { createKeptChoice } from './kept-choice.ts';

const choice = createKeptChoice('espalier-letter-keys', ['on', 'off']);

export const setLetterKeys = (on: boolean): void => choice.set(on ? 'on' : 'off');

/** Whether single keys do something; kept by this browser. ⌘K and Escape always do. */
export const useLetterKeys = (): boolean => choice.useChosen() === 'on';
