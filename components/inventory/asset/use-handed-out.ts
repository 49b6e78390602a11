import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../providers/trpc.tsx';

/** Every machine that is in somebody's hands now. */
export const useHandedOut = () => useQuery(useTRPC().custody.handedOut.queryOptions({}));
