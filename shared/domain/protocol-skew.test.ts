import { expect, test } from 'vitest';
import { UPGRADE_NOTES, upgradeNote } from './protocol-skew.ts';

test.each([
  [5, null],
  [4, null],
  [3, 'older version'],
  [0, 'older version'],
  [6, 'newer than this portal'],
])('of an agent that speaks %i a portal of 5 says %s', (version, says) => {
  const note = upgradeNote(version, 5);
  if (says === null) expect(note).toBeNull();
  else expect(note).toContain(says);
  if (note !== null) expect(UPGRADE_NOTES).toContain(note);
});
