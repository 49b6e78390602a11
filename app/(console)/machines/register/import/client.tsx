'use client';

export { ImportPage as Client } from '@/components/register/import-page.tsx';
