'use client';

import { MachinePage } from '@/components/inventory/machine-page.tsx';

export const Client = ({ id }: { id: string }) => <MachinePage machineId={id} />;
