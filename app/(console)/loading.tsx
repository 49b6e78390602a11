import { SkeletonRows } from '@/components/ui/skeleton-rows.tsx';

export default function Loading() {
  return (
    <main id="main" className="page-body">
      <SkeletonRows label="Loading the page" count={6} />
    </main>
  );
}
