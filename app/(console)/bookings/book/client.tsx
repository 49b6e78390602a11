'use client';

export { FinderPage as Client } from '@/components/bookings/finder-page.tsx';
