'use client';

import { Figure } from '../ui/figure.tsx';
import { Value } from '../ui/value.tsx';
import type { CableMapView } from './types.ts';

/** The answer first: cables seen of those that full meshes want. Simulated ones are counted apart. */
export function CablesHead({ map }: { map: CableMapView }) {
  const islands = map.islands.filter((it) => !it.simulated);
  const seen = islands.reduce((sum, it) => sum + it.cablesSeen, 0);
  const wanted = islands.reduce((sum, it) => sum + it.cablesWanted, 0);
  const real = map.cables.filter((it) => !it.simulated);
  const simulated = map.cables.length - real.length;
  const ready = real.filter((it) => it.rdma === true).length;
  const unknown = real.filter((it) => it.rdma === null).length;
  const macs = map.machines.filter((it) => !it.simulated);
  const telling = macs.filter((it) => it.tellsPorts).length;
  return (
    <section
      aria-label="Cables now"
      className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 border-b border-border pb-4"
    >
      <div>
        <p className="text-2xl font-[480] tracking-[-0.03em] whitespace-nowrap">
          {seen}
          <small className="text-md tracking-normal text-text-2">
            {`${wanted === 0 ? '' : ` of ${wanted}`} ${(wanted || seen) === 1 ? 'cable' : 'cables'}`}
          </small>
        </p>
        <p className="text-sm text-muted">
          {wanted === 0 ? 'seen between real Macs' : 'between real Macs, of those that full meshes want'}
        </p>
      </div>
      <dl className="grid grid-cols-2 gap-x-8 gap-y-3 tablet:flex">
        <Figure
          label="RDMA ready"
          value={ready}
          unit={`of ${real.length}`}
          basis={unknown === 0 ? 'none unknown' : `${unknown} unknown`}
        />
        <Figure label="Speed" {...speedFigure(real)} />
        <Figure label="Ports told" value={telling} unit={`of ${macs.length}`} basis="real Macs" />
        {simulated > 0 && (
          <Figure
            label="Simulated"
            value={<span className="text-simulated-text">{simulated}</span>}
            unit={simulated === 1 ? 'cable' : 'cables'}
            basis="in no other figure"
          />
        )}
      </dl>
    </section>
  );
}

function speedFigure(cables: CableMapView['cables']) {
  const speeds = cables.flatMap(({ speedGbps }) => speedGbps ?? []);
  if (speeds.length === 0)
    return {
      value: (
        <span className="text-base">
          <Value state="unknown" reason="No cable between real Macs tells its speed." />
        </span>
      ),
    };
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
  const silent = cables.length - speeds.length;
  return {
    value: least === most ? least : `${least} to ${most}`,
    unit: 'Gb/s',
    basis: silent === 0 ? 'every cable' : `${silent} unknown`,
  };
}
