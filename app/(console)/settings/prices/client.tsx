'use client';

export { PricesPage as Client } from '@/components/team/prices-page.tsx';
