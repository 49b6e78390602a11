import { describe, expect, it } from 'vitest';
import { cpuRatioBetween } from '../cpu-ratio.ts';
import { NVIDIA_QUERY, parseNvidiaSmi } from './parse-nvidia-smi.ts';
import { parseCpuName, parseMeminfo, parseNetDev, parseOsRelease, parseProcStat } from './parse-proc.ts';

describe('/proc', () => {
  it('counts waiting for disks as idle and guests once', () => {
    expect(parseProcStat('cpu  100 20 30 800 40 1 2 7 50 0\ncpu0 1 1 1 1\n')).toEqual({
      busy: 160,
      total: 1000,
    });
    expect(parseProcStat('intr 1 2 3')).toBeNull();
    expect(parseProcStat('cpu  a b c d')).toBeNull();
  });

  it('takes the busy share between two looks', () => {
    expect(cpuRatioBetween({ busy: 100, total: 1000 }, { busy: 150, total: 1200 })).toBe(0.25);
    expect(cpuRatioBetween(null, { busy: 1, total: 2 })).toBeNull();
    expect(cpuRatioBetween({ busy: 1, total: 2 }, { busy: 1, total: 2 })).toBeNull();
    expect(cpuRatioBetween({ busy: 9, total: 10 }, { busy: 5, total: 20 })).toBe(0);
  });

  it('counts what is not available as used, and leaves unknown what is not there', () => {
    const text = 'MemTotal:       1000 kB\nMemFree: 10 kB\nMemAvailable:    400 kB\n';
    expect(parseMeminfo(text)).toEqual({ totalBytes: 1_024_000, usedBytes: 614_400 });
    expect(parseMeminfo('MemTotal: 1000 kB\n')).toEqual({ totalBytes: 1_024_000, usedBytes: null });
    expect(parseMeminfo('')).toEqual({ totalBytes: null, usedBytes: null });
  });

  it('adds up real interfaces and leaves out what passes them again', () => {
    const row = (name: string, rx: number, tx: number) =>
      `  ${name}: ${rx} 1 0 0 0 0 0 0 ${tx} 1 0 0 0 0 0 0`;
    const text = [
      'Inter-| Receive',
      ' face |bytes',
      row('lo', 5, 5),
      row('eth0', 6_000_000_000, 7),
      row('thunderbolt0', 1, 2),
      row('docker0', 9, 9),
      row('veth12', 9, 9),
    ];
    expect(parseNetDev(text.join('\n'))).toEqual({ rxBytes: 6_000_000_001, txBytes: 9 });
    expect(parseNetDev(row('lo', 5, 5))).toBeNull();
  });

  it('reads os-release and the processor name', () => {
    const os = parseOsRelease(
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID=\'12\'\n# note\n',
    );
    expect([...os]).toEqual([
      ['PRETTY_NAME', 'Debian GNU/Linux 12 (bookworm)'],
      ['ID', 'debian'],
      ['VERSION_ID', '12'],
    ]);
    expect(parseCpuName('processor\t: 0\nmodel name\t: AMD EPYC 9354\n')).toBe('AMD EPYC 9354');
    expect(parseCpuName('CPU implementer\t: 0x41\n')).toBeNull();
  });
});

describe('nvidia-smi', () => {
  it('joins the cards', () => {
    expect(NVIDIA_QUERY).toEqual(['utilization.gpu', 'power.draw', 'temperature.gpu']);
    expect(parseNvidiaSmi('80, 200.50, 60\n20, 100.00, 71\n')).toEqual({
      utilisationRatio: 0.5,
      powerWatts: 300.5,
      celsius: 71,
    });
  });

  it('does not know the power when one card does not', () => {
    expect(parseNvidiaSmi('80, 200.50, 60\n20, [N/A], [Not Supported]\n')).toEqual({
      utilisationRatio: 0.5,
      powerWatts: null,
      celsius: 60,
    });
  });

  it('takes prose for no card', () => {
    expect(parseNvidiaSmi('NVIDIA-SMI has failed, it could not talk to the driver, try again\n')).toBeNull();
    expect(parseNvidiaSmi('No devices were found\n')).toBeNull();
  });
});
