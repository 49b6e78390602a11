'use client';

export { RequestsPage as Client } from '@/components/bookings/requests-page.tsx';
