import { StatusGlyph } from '../ui/status-glyph.tsx';

/** Above whatever shows simulated machines: what that means, in plain words. */
export const SimulatedNote = () => (
  <p className="flex items-start gap-3 rounded-md border-l-3 border-simulated bg-simulated-soft px-3 py-2 text-sm">
    <span className="mt-0.5 flex-none">
      <StatusGlyph status="simulated" label={null} />
    </span>
    <span className="min-w-0">
      <b className="text-simulated-text">Simulated.</b> No machine, watt or token here is real, and none of it
      is in a total of the lab.
    </span>
  </p>
);
