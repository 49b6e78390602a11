'use client';

export { MachinesPage as Client } from '@/components/inventory/machines-page.tsx';
