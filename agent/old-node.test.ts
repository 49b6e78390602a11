import { expect, test } from 'vitest';
import { oldNodeMessage } from './old-node.ts';

test.each(['22.0.0', '24.11.1', '100.0.0'])('Node %s is new enough', (version) => {
  expect(oldNodeMessage(version)).toBeNull();
});

test.each(['20.20.2', '18.0.0', '8.17.0'])('Node %s is told what to get', (version) => {
  expect(oldNodeMessage(version)).toBe(
    `The agent needs Node 22 or newer; this is v${version}. Get it from https://nodejs.org or with brew install node.`,
  );
});
