/**
 * What the cables of a large lab cost to work out: joined from every report, and for a set of eight among 200 Macs
 * and some 300 cables the checklist and the hostfile.
 */
import { findCableDoubts } from '../shared/domain/cable-doubts.ts';
import { makeHostfile } from '../shared/domain/hostfile.ts';
import { checkReadiness } from '../shared/domain/readiness.ts';
import { joinThunderbolt } from '../shared/domain/topology.ts';
import { cabledMacs } from '../shared/testing/cabled-macs.ts';
import { macCables, macNames } from './lib/mac-meshes.ts';
import { quantile } from './lib/quantile.ts';

const MACHINES = 200;
const SET = 8;
const ROUNDS = 50;

const names = macNames(MACHINES);
const lab = cabledMacs(
  names.map((name) => ({ name })),
  macCables(names),
);
const machines = lab.machines.slice(0, SET);

/** The middle and the worst of many rounds, in milliseconds. */
function time(act: () => unknown): { p50Ms: number; worstMs: number } {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    act();
    return performance.now() - started;
  });
  const round = (ms: number): number => Math.round(ms * 100) / 100;
  return { p50Ms: round(quantile(times, 0.5)), worstMs: round(Math.max(...times)) };
}

const doubts = findCableDoubts(lab.machines);
console.log(
  JSON.stringify({
    machines: MACHINES,
    cables: lab.links.length,
    set: SET,
    join: time(() => joinThunderbolt(lab.machines)),
    doubts: time(() => findCableDoubts(lab.machines)),
    readiness: time(() => checkReadiness({ machines, links: lab.links, doubts })),
    hostfile: time(() => makeHostfile({ machines, links: lab.links, backend: 'jaccl' })),
  }),
);
