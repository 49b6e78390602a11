import { expect, test } from 'vitest';
import * as forms from './booking-form.ts';

test('real and simulated machines are never booked together, and the reason is named', () => {
  const real = { id: 'a', simulated: false, status: 'active' } as const;
  const played = { id: 's', simulated: true, status: 'active' } as const;
  expect(forms.pickProblem(played, [real])).toBe('simulated: not with real machines');
  expect(forms.pickProblem(real, [played])).toBe('real: not with simulated machines');
  expect(forms.pickProblem(played, [])).toBeNull();
  expect(forms.pickProblem({ ...real, status: 'maintenance' }, [])).toBe('in maintenance');
});
