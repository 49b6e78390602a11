import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import type { Backend } from '@/shared/schemas/session.ts';
import { rankPairs } from './backend.ts';

type Node = { rank: number; name: string; detail: string };
type RankGraphProps = { backend: Backend; nodes: readonly Node[]; simulated: boolean };

const BOX = { width: 96, height: 40 };

/** Who talks to whom: a double line is RDMA, a single one TCP, a dotted one simulated. */
export function RankGraph({ backend, nodes, simulated }: RankGraphProps) {
  const size = nodes.length;
  const columns = size <= 4 ? 2 : Math.ceil(Math.sqrt(size));
  const rows = Math.ceil(size / columns);
  const width = Math.max(280, columns * (BOX.width + 40));
  const height = rows * 92 - 12;
  // A ring of four goes around its square, so the second row runs backwards.
  const place = (index: number) => {
    const row = Math.floor(index / columns);
    const column = row % 2 === 1 && backend !== 'jaccl' ? columns - 1 - (index % columns) : index % columns;
    return { x: ((column + 0.5) * width) / columns, y: row * 92 + 8 + BOX.height / 2 };
  };
  const pairs = rankPairs(backend, size);
  const isRdma = backend === 'jaccl' || backend === 'jaccl_ring';
  const names = nodes.map((it) => it.name).join(', ');
  return (
    <svg
      className="rank-graph"
      viewBox={`0 0 ${width} ${height}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file
      role="img"
      aria-label={`${BACKEND_LABEL[backend]} of ${names}: ${pairs.length} ${pairs.length === 1 ? 'connection' : 'connections'}${simulated ? ', simulated' : ''}`}
    >
      {pairs.map(([from, to]) => {
        const a = place(from);
        const b = place(to);
        const d = `M${a.x},${a.y}L${b.x},${b.y}`;
        return (
          <g key={`${from}-${to}`} data-simulated={simulated || undefined}>
            <path className={isRdma ? 'rank-wire-double' : 'rank-wire'} d={d} />
            {isRdma && <path className="rank-wire-core" d={d} />}
          </g>
        );
      })}
      {nodes.map((node, index) => {
        const { x, y } = place(index);
        return (
          <g key={node.rank}>
            <rect
              className="rank-box"
              x={x - BOX.width / 2}
              y={y - BOX.height / 2}
              width={BOX.width}
              height={BOX.height}
              rx={7}
              data-simulated={simulated || undefined}
            />
            <text x={x} y={y - 3} textAnchor="middle">
              {node.name.length > 14 ? `${node.name.slice(0, 13)}…` : node.name}
            </text>
            <text className="rank-detail" x={x} y={y + 12} textAnchor="middle">
              {node.detail}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
