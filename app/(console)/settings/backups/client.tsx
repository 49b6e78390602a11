'use client';

export { BackupsPage as Client } from '@/components/team/backups-page.tsx';
