'use client';

export { FitsPage as Client } from '@/components/planning/fits-page.tsx';
