import { describe, expect, test } from 'vitest';
import { cableSentence } from './cable-words.ts';
import type { CableMachineView, CableView } from './types.ts';

const machine = (name: string): CableMachineView => ({
  id: name.toLowerCase(),
  name,
  modelName: 'Mac Studio',
  simulated: false,
  connection: 'online',
  reportedAt: null,
  rdma: true,
  tellsPorts: true,
  noRdma: null,
  ports: [],
});
const machineOf = new Map([machine('Anjou'), machine('Pippin')].map((it) => [it.id, it]));
const end = (machineId: string, portName: string): CableView['a'] => ({
  machineId,
  port: 'en4',
  portName,
  device: null,
  deviceActive: null,
  address: null,
  bridge: 'off',
  bridgeName: null,
  isReported: true,
});
const cable: CableView = {
  id: 'anjou~en4',
  a: end('anjou', 'Thunderbolt port 3 (en4)'),
  b: end('pippin', 'Thunderbolt port 1 at the back (en2)'),
  speedGbps: 80,
  rdma: true,
  reason: 'RDMA ready.',
  origin: 'seen',
  entered: null,
  since: null,
  through: null,
  simulated: false,
};

describe('cableSentence', () => {
  test('goes from port to port', () => {
    expect(cableSentence(cable, 'A1', machineOf)).toBe(
      'Cable A1: Anjou, Thunderbolt port 3 (en4), to Pippin, Thunderbolt port 1 at the back (en2), 80\u202fGb/s, RDMA ready',
    );
  });

  test('names what stands between, what is not known, and a Mac that is not shown', () => {
    const other = { ...cable, b: end('elsewhere', 'en2'), through: 'TS4', speedGbps: null, rdma: null };
    expect(cableSentence(other, 'A1', machineOf)).toBe(
      'Cable A1: Anjou, Thunderbolt port 3 (en4), to another Mac, en2 through TS4, speed unknown, RDMA unknown',
    );
    expect(cableSentence({ ...cable, rdma: false }, 'A1', machineOf)).toMatch(/80\u202fGb\/s, RDMA no$/);
  });
});
