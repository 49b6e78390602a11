'use client';

export { MacCataloguePage as Client } from '@/components/models/mac-catalogue-page.tsx';
