import { TriangleAlert } from 'lucide-react';
import { formatCount } from '@/shared/domain/format.ts';
import { ReportBlock } from '../report-block.tsx';
import type { ReplayView } from './types.ts';

/** What nobody may read out of a replay. */
export function CannotSay({ replay: { bookings, withModel, together } }: { replay: ReplayView }) {
  const left = [
    [
      'Who never asked',
      'Those who were refused, or did not ask because it was full, are in no booking. More machines are asked for more.',
    ],
    [
      'How people would move',
      'Each asks for its own time, and goes to the machines it had where they are free. Nobody gives up, asks for less or comes earlier; rules and quotas are not asked.',
    ],
    [
      'What was out of order',
      'All machines of a set are there all the time: no maintenance, no failures, no turnaround between bookings, and today’s machines from the first day on.',
    ],
  ] as const;
  const right = [
    [
      'Speed',
      'A booking is as long as it was held. On faster Macs a job would be done earlier; how much, only a measurement says.',
    ],
    [
      'What was really needed',
      `${formatCount(withModel)} of ${formatCount(bookings)} bookings ask for the memory that the model on them took, the others for as much as they had; ${formatCount(together)} ran over RDMA and ask for machines cabled to each other.`,
    ],
    [
      'Money beyond price and electricity',
      'Cables, space, cooling, repairs and resale are in no figure. Prices are as entered, spread evenly over their months; electricity is at the prices of each hour of the period.',
    ],
  ] as const;
  return (
    <ReportBlock id="plan-cannot" title="What a replay cannot say">
      {[left, right].map((part, at) => (
        <ul key={at} className="plan-says">
          {part.map(([title, words]) => (
            <li key={title}>
              <TriangleAlert aria-hidden size={16} strokeWidth={1.6} />
              <span>
                {title}
                <span className="report-sub">{words}</span>
              </span>
            </li>
          ))}
        </ul>
      ))}
    </ReportBlock>
  );
}
