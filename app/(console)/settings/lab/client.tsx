'use client';

export { LabPage as Client } from '@/components/team/lab-page.tsx';
