import { ReportBlock } from '../report-block.tsx';
const ROWS = [
  {
    what: 'Four Mac Studios (M3 Ultra, 512 GB), Kimi K2 Thinking',
    watts: 'under 500 W',
    of: 'all four, as seen in Apple’s demonstration; no speed was told with it',
    source: 'Engadget, 18 November 2025',
  },
  {
    what: 'The same kind of Macs, another run: 28.3 tok/s',
    watts: 'not measured',
    of: 'no watts were told with it; not to be put together with the line above',
    source: 'Jeff Geerling, December 2025 (exo over RDMA)',
  },
  {
    what: 'One Mac Studio (M3 Ultra), large models',
    watts: '223 to 262 W',
    of: 'at the wall, peak: four of them at their peak would draw over 1,000 W',
    source: 'geerlingguy/ai-benchmarks, December 2025',
  },
  {
    what: 'One GeForce RTX 5090',
    watts: '575 W',
    of: 'the board’s rating, “but its demands can also jump higher”; the computer around it comes on top, and it holds 32 GB',
    source: 'Engadget, 18 November 2025',
  },
] as const;

/** What everybody asks for, with all that belongs to it. */
export const FourStudios = () => (
  <ReportBlock
    id="elsewhere-studios"
    title="Four Mac Studios beside one card"
    facts="what was published, and what it does not say"
    isWide
  >
    <dl className="elsewhere-facts">
      {ROWS.map((it) => (
        <div key={it.what}>
          <dt>{it.what}</dt>
          <dd>
            <b>{it.watts}</b> {it.of}. <span className="text-muted">{it.source}.</span>
          </dd>
        </div>
      ))}
    </dl>
    <p className="report-foot">
      A trillion parameters fit into four such Macs and into no single card; that, not a number of times, is
      what can be said of them. Watts without tokens a second say nothing of energy.
    </p>
  </ReportBlock>
);
