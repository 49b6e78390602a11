import { describe, expect, it } from 'vitest';
import { getMacModel } from '../data/mac-models.ts';
import { cabledMacs } from '../testing/cabled-macs.ts';
import { namePort } from './port-name.ts';

const ultra = cabledMacs([{ name: 'Anjou' }], []).machines[0]!;
const mini = cabledMacs([{ name: 'Pippin', catalogId: 'mini-m4pro' }], []).machines[0]!;

describe('namePort', () => {
  it.each([
    ['a Studio with ports on two sides', ultra, 'en5', 'Thunderbolt port 4 (en5)'],
    ['the port of a Studio next to Ethernet', ultra, 'en2', 'Thunderbolt port 1 next to Ethernet (en2)'],
    ['a mini, whose ports are all at the back', mini, 'en3', 'Thunderbolt port 2 at the back (en3)'],
    ['a port without an interface', ultra, 'Thunderbolt 2', 'Thunderbolt port 2'],
    ['a model nobody knows', { ...ultra, model: null }, 'en5', 'Thunderbolt port 4 (en5)'],
    ['a Mac that has reported nothing', { ...ultra, facts: null }, 'en5', 'Thunderbolt port (en5)'],
    ['a name from a person', ultra, 'the left one', 'the left one'],
  ])('%s', (_, machine, port, name) => {
    expect(namePort(port, machine)).toBe(name);
  });

  it('says where ports are only for models of which it is established', () => {
    expect(getMacModel('studio-m4max')?.thunderbolt.place).toBe('back');
    expect(getMacModel('studio-m3ultra')?.thunderbolt.place).toBeUndefined();
    expect(getMacModel('mbp14-m5')?.thunderbolt.place).toBeUndefined();
  });
});
