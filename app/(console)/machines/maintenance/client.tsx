'use client';

export { MaintenancePage as Client } from '@/components/maintenance/maintenance-page.tsx';
